/** The members of a timeline line: it is outside data of many kinds. */
import type { ApiTimelineItem } from '../../src/api/contract.ts';

export const lineText = (item: ApiTimelineItem, key: string): string => {
  const value = item[key];
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
};

export const lineList = (item: ApiTimelineItem, key: string): string[] => {
  const value = item[key];
  return Array.isArray(value) ? value.filter((one) => typeof one === 'string') : [];
};

export const lineRecord = (item: ApiTimelineItem, key: string): [string, unknown][] => {
  const value = item[key];
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? Object.entries(value) : [];
};
