/** Bodies that no route reads, whatever its schema: each is MALFORMED before anybody looks at what it says. */
export const badJson: Readonly<Record<string, Uint8Array>> = {
  'half a document': Buffer.from('{"campaignId":"'),
  'a word': Buffer.from('campaign'),
  'bytes that are no UTF-8': Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d]),
  'UTF-16': Buffer.from('\ufeff{"campaignId":"1"}', 'utf16le'),
  'a key twice': Buffer.from('{"campaignId":"1","campaignId":"2"}'),
  'a key twice, once in escapes': Buffer.from('{"campaignId":"1","c\\u0061mpaignId":"2"}'),
  'the key __proto__': Buffer.from('{"__proto__":{"role":"admin"}}'),
  'the key constructor': Buffer.from('{"constructor":{"prototype":{"role":"admin"}}}'),
  'a thousand brackets': Buffer.from('['.repeat(1_000) + ']'.repeat(1_000)),
  'too many keys': Buffer.from(JSON.stringify(Object.fromEntries(Array.from({ length: 1_001 }, (_, n) => [n, 0])))),
  'half a surrogate pair': Buffer.from('{"name":"\\ud800"}'),
  'a NUL': Buffer.from('{"name":"\\u0000"}'),
  'a number beyond all measure': Buffer.from('{"seq":1e400}'),
};
