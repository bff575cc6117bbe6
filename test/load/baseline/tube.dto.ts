import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  IsArray,
  IsISO8601,
  IsInt,
  IsString,
  IsUUID,
  Length,
  Max,
  Min,
  ValidateNested,
} from 'class-validator';

export class SpecimenDto {
  @IsUUID()
  subjectId!: string;

  @IsInt()
  @Min(1)
  @Max(20)
  position!: number;

  @IsISO8601()
  capturedAt!: string;
}

export class TubeDto {
  @IsString()
  @Length(14, 14)
  tubeId!: string;

  @IsUUID()
  campaignId!: string;

  @IsString()
  siteCode!: string;

  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(20)
  @ValidateNested({ each: true })
  @Type(() => SpecimenDto)
  specimens!: SpecimenDto[];
}
