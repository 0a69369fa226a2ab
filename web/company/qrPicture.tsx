import { encode } from 'uqr';
import styles from './company.module.css';

/** A text as a picture for a phone's camera: always black on white, whatever the page's colours. */
export default function QrPicture({ value, label }: { value: string; label: string }) {
  const { data, size } = encode(value, { border: 1 });
  const path = data.flatMap((row, y) => row.map((dark, x) => (dark ? `M${x} ${y}h1v1h-1z` : ''))).join('');
  return (
    <div className={styles.qr}>
      <svg
        width={192}
        height={192}
        viewBox={`0 0 ${size} ${size}`}
        role="img"
        aria-label={label}
        shapeRendering="crispEdges"
      >
        <path d={path} fill="#000" />
      </svg>
    </div>
  );
}
