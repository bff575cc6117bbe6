interface BatchCore {
  readonly batchId: string;
  /** Printed on the box. */
  readonly boxCode: string;
  readonly campaignId: string;
  readonly siteCode: string;
  readonly labCode: string;
  readonly openedBy: string;
  readonly openedAt: Date;
  readonly policyVersion: number | null;
  readonly factsTold: number;
  readonly version: number;
}

export interface HandOver {
  readonly tubesCounted: number;
  readonly sealNumber: string;
  readonly handedOverBy: string;
  readonly takenOverBy: string;
  readonly capturedAt: Date;
  readonly handedOverAt: Date;
}

export type OpenBatch = BatchCore & { readonly state: 'open' };
export type HandedOverBatch = BatchCore & { readonly state: 'handed-over'; readonly handOver: HandOver };

/** A box of sealed tubes (箱). */
export type Batch = OpenBatch | HandedOverBatch;
