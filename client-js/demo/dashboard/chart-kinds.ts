import { bytes, percent } from '../shared/format.js';
import { coreName, type Metric, type Values } from './reading.js';

/** One line of a chart. */
export type Line = {
  readonly name: Metric;
  readonly label: string;
  readonly colour: '--chart-1' | '--chart-2' | '--chart-faint';
};

/** What a chart shows and how its numbers read. */
export type ChartKind = {
  readonly id: string;
  readonly title: string;
  /** The lines for a machine with so many cores; a later one is drawn over the ones before. */
  readonly lines: (cores: number) => readonly Line[];
  readonly format: (value: number) => string;
  /** The top of the value axis; a rate has none and follows its highest point. */
  readonly ceiling?: (values: Values) => number | undefined;
  /** A rate's axis never shows less than this. */
  readonly floor: number;
};

/** A machine with more cores than this gets no line per core. */
const maxCoreLines = 16;

const rate = (value: number) => `${bytes(value)}/s`;

export const chartKinds: readonly ChartKind[] = [
  {
    id: 'cpu',
    title: 'CPU',
    lines: (cores) => [
      ...(cores <= maxCoreLines ? coreLines(cores) : []),
      { name: 'cpu', label: 'All cores', colour: '--chart-1' },
    ],
    format: percent,
    ceiling: () => 1,
    floor: 1,
  },
  {
    id: 'memory',
    title: 'Memory',
    lines: () => [{ name: 'memoryUsed', label: 'Used', colour: '--chart-1' }],
    format: bytes,
    ceiling: (values) => values.memoryTotal,
    floor: 1e6,
  },
  {
    id: 'network',
    title: 'Network',
    lines: () => [
      { name: 'networkIn', label: 'In', colour: '--chart-1' },
      { name: 'networkOut', label: 'Out', colour: '--chart-2' },
    ],
    format: rate,
    floor: 1e4,
  },
  {
    id: 'disk',
    title: 'Disk',
    lines: () => [
      { name: 'diskRead', label: 'Read', colour: '--chart-1' },
      { name: 'diskWrite', label: 'Written', colour: '--chart-2' },
    ],
    format: rate,
    floor: 1e4,
  },
];

function coreLines(cores: number): Line[] {
  return Array.from({ length: cores }, (_, index) => ({
    name: coreName(index),
    label: `Core ${index}`,
    colour: '--chart-faint' as const,
  }));
}
