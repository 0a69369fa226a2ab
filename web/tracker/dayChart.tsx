import '@mantine/charts/styles.css';
import { BarChart } from '@mantine/charts';
import { useMediaQuery } from '@mantine/hooks';
import { useText } from '../parts/useText.ts';
import { dayWords } from './reportPeriod.ts';
import type { Series } from './series.ts';
import styles from './tracker.module.css';

/** Told apart in both colour schemes and by most eyes; in the order of the series. */
const colors = [
  ...['signal.6', 'orange.6', 'teal.6', 'grape.5', 'yellow.6', 'cyan.6'],
  ...['red.6', 'lime.7', 'pink.5', 'indigo.4', 'gray.6'],
];

/** Counts by day as stacked columns; the same numbers stand in the table below it. */
export function DayChart({
  title,
  days,
  series,
}: {
  title: string;
  days: readonly string[];
  series: readonly Series[];
}) {
  const { language } = useText();
  const still = useMediaQuery('(prefers-reduced-motion: reduce)');
  // An event may be called anything, so a series goes by its number.
  const data = days.map((day, n) => ({
    day: dayWords(day, language),
    ...Object.fromEntries(series.map(({ counts }, s) => [`s${s}`, counts[n] ?? 0])),
  }));
  return (
    <div className={styles.chart} role="img" aria-label={title}>
      <BarChart
        h={260}
        data={data}
        dataKey="day"
        type="stacked"
        series={series.map(({ name }, s) => ({
          name: `s${s}`,
          label: name,
          color: colors[s % colors.length] ?? 'gray.6',
        }))}
        withLegend={series.length > 1}
        legendProps={{ verticalAlign: 'bottom' }}
        barProps={{ isAnimationActive: still === false, maxBarSize: 44 }}
        yAxisProps={{ allowDecimals: false, width: 46 }}
        xAxisProps={{ minTickGap: 16 }}
      />
    </div>
  );
}
