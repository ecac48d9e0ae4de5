/** What one message to the lab may carry. */
export const mostDroppedBytes = 180_000_000;
/** Base64 takes four characters for three bytes. */
export const mostBinaryBytes = 0.75 * mostDroppedBytes;

/** The bytes in base64; the browser's own encoder, because a character at a time would block the page. */
export function readBase64(file: File): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.addEventListener('load', () => {
      const url = typeof reader.result === 'string' ? reader.result : '';
      resolve(url.slice(url.indexOf(',') + 1));
    });
    reader.addEventListener('error', () => reject(reader.error ?? new Error('The file cannot be read.')));
    reader.readAsDataURL(file);
  });
}
