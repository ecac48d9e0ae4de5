/** What data preparation needs of a tokenizer; engine/tokenizer makes one from a model folder. */
export interface TextTokenizer {
  /** Token ids of a text, with the special tokens the model puts in front (such as bos) and none behind; no special tokens with `addsSpecial` false. */
  encode(text: string, options?: { readonly addsSpecial?: boolean }): number[];
  decode(ids: readonly number[], options: { readonly skipSpecial: boolean }): string;
  readonly eosId: number;
  readonly padId: number;
}
