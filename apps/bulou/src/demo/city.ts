import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';

export interface DemoSite {
  readonly siteCode: string;
  readonly name: string;
  readonly place?: string;
  readonly districtCode: string;
  readonly longitude?: number;
  readonly latitude?: number;
  readonly openingHours?: string;
}

export interface DemoDivision {
  readonly code: string;
  readonly name: string;
  readonly parentCode?: string;
}

export interface DemoCity {
  readonly source: string;
  readonly divisions: readonly DemoDivision[];
  readonly sites: readonly DemoSite[];
}

interface Feature {
  properties: Record<string, string | null>;
  geometry: { coordinates: [number, number] };
}

const cityCode = '3301';
const readRows = (file: string): Record<string, string>[] => parse(readFileSync(file), { columns: true, bom: true });

const distance = (a: readonly [number, number], b: readonly [number, number]) =>
  (a[0] - b[0]) ** 2 + (a[1] - b[1]) ** 2;

/** The county of a public site: by the street that its name or place tells, else that of the nearest site which tells one. */
function districtsOf(features: readonly Feature[], streets: readonly DemoDivision[]): string[] {
  const told = features.map(({ properties }) => {
    const words = `${properties['名称'] ?? ''}${properties['详情地址'] ?? ''}`;
    return streets.find((street) => words.includes(street.name))?.parentCode;
  });
  const anchors = features.flatMap((feature, index) => {
    const district = told[index];
    return district ? [{ district, at: feature.geometry.coordinates }] : [];
  });
  return features.map((feature, index) => {
    const known = told[index];
    if (known) return known;
    const nearest = anchors.reduce((best, anchor) =>
      distance(anchor.at, feature.geometry.coordinates) < distance(best.at, feature.geometry.coordinates)
        ? anchor
        : best,
    );
    return nearest.district;
  });
}

function readRealCity(folder: string): DemoCity {
  const areas = readRows(join(folder, 'divisions/areas.csv')).filter((row) => row['cityCode'] === cityCode);
  const rows = readRows(join(folder, 'divisions/streets_7_cities.csv')).filter((row) => row['cityCode'] === cityCode);
  const streets = rows.map((row) => ({
    code: row['code'] ?? '',
    name: row['name'] ?? '',
    parentCode: row['areaCode'] ?? '',
  }));
  const collection = JSON.parse(readFileSync(join(folder, 'sites/hangzhou_sites.geojson'), 'utf8')) as {
    features: Feature[];
  };
  const districts = districtsOf(collection.features, streets);
  const serials = new Map<string, number>();
  const sites = collection.features.map(({ properties, geometry }, index) => {
    const districtCode = districts[index] ?? '330105';
    const serial = (serials.get(districtCode) ?? 0) + 1;
    serials.set(districtCode, serial);
    const [longitude, latitude] = geometry.coordinates;
    return {
      siteCode: `${districtCode}-${String(serial).padStart(4, '0')}`,
      name: (properties['名称'] ?? '采样点').slice(0, 120),
      districtCode,
      longitude,
      latitude,
      ...(properties['详情地址'] ? { place: properties['详情地址'].slice(0, 200) } : {}),
      ...(properties['工作时间'] ? { openingHours: properties['工作时间'].slice(0, 200) } : {}),
    };
  });
  const counties = areas.map((row) => ({ code: row['code'] ?? '', name: row['name'] ?? '' }));
  return {
    source: `${collection.features.length} public sites, ${counties.length} counties`,
    divisions: [...counties, ...streets],
    sites,
  };
}

/** A small city of our own, for a checkout without the real lists; its county codes are not in GB/T 2260. */
function inventCity(): DemoCity {
  const counties = ['东湖区', '西桥区', '南渡区'].map((name, index) => ({ code: `99010${index + 1}`, name }));
  const sites = counties.flatMap((county) =>
    Array.from({ length: 70 }, (_, index) => ({
      siteCode: `${county.code}-${String(index + 1).padStart(4, '0')}`,
      name: `${county.name}第${index + 1}采样点`,
      districtCode: county.code,
    })),
  );
  return { source: 'an invented city: the folder of real lists is absent', divisions: counties, sites };
}

/** The city of the practice round: real divisions and sites where their folder stands beside the checkout. */
export function readCity(root: string): DemoCity {
  const folder = join(root, '../shared/data');
  return existsSync(join(folder, 'sites/hangzhou_sites.geojson')) ? readRealCity(folder) : inventCity();
}
