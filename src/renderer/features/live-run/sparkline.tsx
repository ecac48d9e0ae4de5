const width = 150;
const height = 36;

/** Shares from 0 to 1 as a small line, oldest first; decoration, the last value stands beside it. */
export function Sparkline({ shares }: { shares: readonly number[] }) {
  const at = (share: number, index: number): string => {
    const left = shares.length < 2 ? width : (index * width) / (shares.length - 1);
    return `${left.toFixed(1)} ${(height - 1 - Math.min(1, Math.max(0, share)) * (height - 2)).toFixed(1)}`;
  };
  const line = shares.map(at).join('L');
  return (
    <svg
      viewBox={`0 0 ${width} ${height}`}
      preserveAspectRatio="none"
      aria-hidden
      style={{ display: 'block', width: '100%', height }}
    >
      <path d={`M0 ${height - 1}H${width}`} stroke="var(--mantine-color-default-border)" />
      {shares.length > 1 && (
        <path
          d={`M${line}`}
          fill="none"
          stroke="var(--mantine-color-lab-5)"
          strokeWidth={1.5}
          vectorEffect="non-scaling-stroke"
        />
      )}
    </svg>
  );
}
