// Columns with their types, in the order in which they are sent; each set belongs to one table of this room.

export const tubeColumns = {
  state: 'text',
  lab_code: 'text',
  batch_id: 'uuid',
  received_at: 'timestamptz',
  custody_seq: 'int',
  custody_hash: 'text',
  result_sequence: 'int',
  detection_sequence: 'int',
  changed_at: 'timestamptz',
};

export const expectedColumns = {
  tube_id: 'text',
  campaign_id: 'uuid',
  round_id: 'uuid',
  site_code: 'text',
  purpose: 'text',
  order_id: 'uuid',
  members: 'bytea',
  sampled_at: 'timestamptz',
  batch_id: 'uuid',
  handed_campaign_id: 'uuid',
  handed_site_code: 'text',
  lab_code: 'text',
  specimens: 'int',
  handed_custody_seq: 'int',
  handed_custody_hash: 'text',
  recorded_at: 'timestamptz',
};

export const actColumns = {
  id: 'uuid',
  tube_id: 'text',
  lab_code: 'text',
  kind: 'text',
  batch_id: 'uuid',
  reason: 'text',
  note: 'text',
  actor: 'text',
  device_id: 'uuid',
  captured_at: 'timestamptz',
  recorded_at: 'timestamptz',
  state: 'text',
};

export const custodyColumns = {
  tube_id: 'text',
  seq: 'int',
  step: 'text',
  actor: 'text',
  device_id: 'text',
  place: 'text',
  reason: 'text',
  captured_at: 'timestamptz',
  recorded_at: 'timestamptz',
  detail: 'jsonb',
  hash: 'text',
};

export const resultChanges = {
  effective: 'boolean',
  status: 'text',
  gate: 'text',
  confirmed_by_upload_id: 'uuid',
  released_by: 'text',
  released_at: 'timestamptz',
};

export const resultColumns = {
  tube_id: 'text',
  version: 'int',
  ...resultChanges,
  supersedes: 'int',
  finding: 'text',
  lab_code: 'text',
  upload_id: 'uuid',
  row: 'int',
  tested_at: 'timestamptz',
  policy_version: 'int',
  uploaded_by: 'text',
  recorded_by: 'text',
  device_id: 'uuid',
  reason: 'text',
  captured_at: 'timestamptz',
  recorded_at: 'timestamptz',
};

export const rowColumns = {
  outcome: 'text',
  code: 'text',
  code_column: 'text',
  result_version: 'int',
  settled_at: 'timestamptz',
};
