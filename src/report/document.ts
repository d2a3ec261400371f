import type { ConfidenceInterval } from "../numeric/types.ts";

/**
 * A report before it has a face: what the terminal, Markdown and HTML writers all read.
 * All strings are plain text; each writer escapes them for its own format.
 */
export interface ReportDocument {
  /** Title of the report. */
  readonly title: string;
  /** One paragraph: what was analysed. */
  readonly summary: string;
  /** What a reader must know before believing a number; most serious first. */
  readonly notices: readonly Notice[];
  /** The sections in reading order. */
  readonly sections: readonly Section[];
  /** Where the numbers come from: label and value, e.g. `["Seed", "0"]`, `["Command", "divlab report …"]`. */
  readonly provenance: readonly (readonly [label: string, value: string])[];
}

/** A remark that changes how results may be read. */
export interface Notice {
  /** `"warning"` changes conclusions, `"note"` explains. */
  readonly kind: "warning" | "note";
  /** One or two sentences. */
  readonly text: string;
}

/** A headed part of a report. */
export interface Section {
  /** Short identifier, unique in the document, `[a-z0-9-]+`: the anchor in HTML. */
  readonly id: string;
  /** Heading. */
  readonly heading: string;
  /** Paragraphs, tables and figures in order. */
  readonly blocks: readonly Block[];
}

/** One piece of a section. */
export type Block = Paragraph | Table | Figure;

/** Running text. */
export interface Paragraph {
  /** Tells the blocks apart. */
  readonly type: "paragraph";
  /** One paragraph, plain text. */
  readonly text: string;
}

/** A table. `detail: true` marks long tables: HTML makes them sortable and searchable and folds them, other faces leave them out (and say so). */
export interface Table {
  /** Tells the blocks apart. */
  readonly type: "table";
  /** What the table shows. */
  readonly caption: string;
  /** Its columns. */
  readonly columns: readonly Column[];
  /** Its rows, each as long as `columns`. */
  readonly rows: readonly (readonly Cell[])[];
  /** Whether the table is long and for looking things up. */
  readonly detail?: boolean;
}

/** How a column is named and written. */
export interface Column {
  /** Its heading. */
  readonly name: string;
  /** What it holds, shown as a tooltip and in the methods; optional. */
  readonly description?: string;
  /** `"share"` prints 0.1234 as 12.3 %, `"points"` a difference of shares as +1.2 pp, `"number"` four significant digits, `"integer"` with thousands separators, `"p"` a p-value, `"text"` as it is. */
  readonly format: "text" | "integer" | "number" | "share" | "points" | "p";
}

/** A value with an interval, printed as one cell. */
export interface Interval {
  /** The value. */
  readonly estimate: number;
  /** The interval around it. */
  readonly confidenceInterval: ConfidenceInterval;
}

/** One cell; null is "not defined here" and printed as a dash. */
export type Cell = string | number | Interval | null;

/** A picture, as data: drawn by the HTML viewer with its values in a table below; the text faces print the caption. */
export type Figure = Curves | Histogram | Scatter | Dots;

/** Lines with confidence bands. */
export interface Curves {
  /** Tells the blocks apart. */
  readonly type: "curves";
  /** What the figure shows. */
  readonly caption: string;
  /** The horizontal axis. */
  readonly x: Axis;
  /** The vertical axis. */
  readonly y: Axis;
  /** The lines. */
  readonly series: readonly CurveSeries[];
  /** Vertical marks, e.g. where two curves cross. */
  readonly marks?: readonly { readonly x: number; readonly label: string }[];
}

/** One line of a {@linkcode Curves} figure; `low` and `high` make the band. */
export interface CurveSeries {
  /** Its label. */
  readonly name: string;
  /** `"dashed"` for what is not an estimate from the data at that x (bounds, extrapolation). */
  readonly style: "solid" | "dashed";
  /** Series with one `group` share a colour. */
  readonly group: string;
  /** Points in ascending x, with the ends of the band where it has one. */
  readonly points: readonly { readonly x: number; readonly y: number; readonly low?: number; readonly high?: number }[];
}

/** Counts per bin, one panel per series. */
export interface Histogram {
  /** Tells the blocks apart. */
  readonly type: "histogram";
  /** What the figure shows. */
  readonly caption: string;
  /** The horizontal axis. */
  readonly x: Axis;
  /** The vertical axis. */
  readonly y: Axis;
  /** Ends of the bins, ascending; one more than bins. */
  readonly edges: readonly number[];
  /** One panel each: its name and a count per bin. */
  readonly series: readonly { readonly name: string; readonly counts: readonly number[] }[];
}

/** Points in a plane, e.g. every problem by its value in two arms. Points at one place are drawn as one, its area in proportion to their number. */
export interface Scatter {
  /** Tells the blocks apart. */
  readonly type: "scatter";
  /** What the figure shows. */
  readonly caption: string;
  /** What the labels name; heads them in the table of values. `"Point"` unless told. */
  readonly heading?: string;
  /** The horizontal axis. */
  readonly x: Axis;
  /** The vertical axis. */
  readonly y: Axis;
  /** Whether to draw the line y = x; both axes then have one scale and one range. */
  readonly diagonal?: boolean;
  /** A fitted line with its band, drawn behind the points; the caption says what it is. */
  readonly line?: ScatterLine;
  /** The points, in one colour and shape per series. */
  readonly series: readonly ScatterSeries[];
}

/** The fitted line of a {@linkcode Scatter} figure. */
export interface ScatterLine {
  /** Its name in the legend. */
  readonly name: string;
  /** Points in ascending x, with the ends of the band where it has one. */
  readonly points: readonly { readonly x: number; readonly y: number; readonly low?: number; readonly high?: number }[];
}

/** The points of one kind in a {@linkcode Scatter} figure. */
export interface ScatterSeries {
  /** Its name. */
  readonly name: string;
  /** Where each point stands and what it is called. A point without finite x and y is in the table of values only. */
  readonly points: readonly { readonly x: number; readonly y: number; readonly label: string }[];
  /** Whether a line joins the points in their order, the first and the last written beside it: a path, such as training takes. */
  readonly path?: boolean;
}

/** Estimates with intervals, one per row (a forest plot). */
export interface Dots {
  /** Tells the blocks apart. */
  readonly type: "dots";
  /** What the figure shows. */
  readonly caption: string;
  /** What the labels name; heads them in the table of values. `"Row"` unless told. */
  readonly heading?: string;
  /** The axis of the estimates; logarithmic for ratios. */
  readonly x: Axis;
  /** Where "no difference" is, e.g. 0, or 1 for ratios: a vertical line. */
  readonly reference?: number;
  /** The rows from top to bottom. */
  readonly rows: readonly DotRow[];
}

/** One row of a {@linkcode Dots} figure. */
export interface DotRow {
  /** What was estimated. */
  readonly label: string;
  /** Rows of one group share a colour. Its name stands above its rows where they follow one another, else in a legend. */
  readonly group?: string;
  /** The estimate; a row without a finite one is empty. */
  readonly estimate: number;
  /** Lower end of the interval; −∞ where it has none. */
  readonly low?: number;
  /** Upper end of the interval; ∞ where it has none. Given if and only if `low` is. */
  readonly high?: number;
}

/** How an axis is scaled and labelled. */
export interface Axis {
  /** What it measures. */
  readonly label: string;
  /** How it is scaled. */
  readonly scale: "linear" | "log";
  /** Ticks as 10 % instead of 0.1. */
  readonly percent?: boolean;
  /** Ticks as +10 pp instead of 0.1, for differences of shares. */
  readonly points?: boolean;
}
