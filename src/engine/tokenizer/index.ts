export { checkTokenizerFits, loadTokenizer, type Tokenizer } from './load-tokenizer.ts';
