export const exportFormats = ['png', 'svg', 'csv'] as const;
export type ExportFormat = (typeof exportFormats)[number];

const pngScale = 2;

/** Hands a chart to the browser's downloads. PNG is the SVG at twice its size, so that both look the same. */
export async function exportChart(chart: {
  readonly name: string;
  readonly format: ExportFormat;
  readonly writeSvg: () => string;
  readonly writeCsv: () => string;
}): Promise<void> {
  const fileName = `${makeFileName(chart.name)}.${chart.format}`;
  switch (chart.format) {
    case 'csv':
      return download(new Blob([chart.writeCsv()], { type: 'text/csv' }), fileName);
    case 'svg':
      return download(new Blob([chart.writeSvg()], { type: 'image/svg+xml' }), fileName);
    case 'png':
      return download(await paintSvg(chart.writeSvg()), fileName);
  }
}

/** Letters, digits and hyphens of a name; "chart" where nothing is left. */
export function makeFileName(name: string): string {
  const safe = name
    .normalize('NFKD')
    .replace(/[^\w]+/g, '-')
    .replace(/^-+|-+$/g, '');
  return safe.slice(0, 80) || 'chart';
}

/** Hands a file to the downloads of the browser. */
export function download(blob: Blob, fileName: string): void {
  const address = URL.createObjectURL(blob);
  const link = document.createElement('a');
  link.href = address;
  link.download = fileName;
  link.click();
  // The download has taken the address over by the next turn.
  setTimeout(() => URL.revokeObjectURL(address), 1000);
}

async function paintSvg(svg: string): Promise<Blob> {
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`;
  await image.decode();
  const canvas = document.createElement('canvas');
  canvas.width = image.naturalWidth * pngScale;
  canvas.height = image.naturalHeight * pngScale;
  canvas.getContext('2d')?.drawImage(image, 0, 0, canvas.width, canvas.height);
  return new Promise((resolve, reject) => {
    canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error('The browser could not paint the picture.'))));
  });
}
