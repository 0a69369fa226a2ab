import { Badge } from '@mantine/core';
import { useText } from '../parts/useText.ts';

const colors: Record<string, string> = {
  ...{ applied: 'teal', ok: 'teal', duplicate: 'gray', ignored: 'gray', kept: 'blue', retry: 'blue' },
  ...{ parked: 'orange', otherCampaign: 'orange', expired: 'orange', rejected: 'red', failed: 'red' },
};

/** What became of a request, in a word. */
export function OutcomeBadge({ outcome }: { outcome: string }) {
  const text = useText();
  const color = Object.hasOwn(colors, outcome) ? colors[outcome] : 'gray';
  return (
    <Badge variant="outline" color={color} tt="none" size="sm" c="var(--sb-text)" miw="max-content">
      {text.or(`logs.outcome.${outcome}`, outcome)}
    </Badge>
  );
}
