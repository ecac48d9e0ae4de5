/** Hands a text to the browser as a file. */
export function downloadText(fileName: string, content: string): void {
  const address = URL.createObjectURL(new Blob([content], { type: 'text/plain' }));
  const link = document.createElement('a');
  link.href = address;
  link.download = fileName;
  link.click();
  // The download has begun with the click, but reads the address a moment later.
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}
