export { type ChatTemplate, chatTemplateName, readChatTemplate } from './chat-template.ts';
export { checkTokenizerFits, loadTokenizer, type Tokenizer } from './load-tokenizer.ts';
