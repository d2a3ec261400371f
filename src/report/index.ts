/**
 * Faces for results: JSON of the numbers themselves, and a {@linkcode ReportDocument} as terminal text, Markdown or one
 * self-contained HTML file with figures. The only room, besides the command line, that makes strings.
 */
export { describe, type Reportable } from "./describe.ts";
export { describeDiversity, type RelatedStudies } from "./describeDiversity.ts";
export { describeEnsembleStudy, type RelatedToEnsembles } from "./describeEnsembleStudy.ts";
export { describePower } from "./describePower.ts";
export type { Axis, Block, Cell, Column, Curves, CurveSeries, DotRow, Dots, Figure, Histogram, Interval, Notice, Paragraph, ReportDocument, Scatter, ScatterLine, ScatterSeries, Section, Table } from "./document.ts";
export { documentToHtml } from "./documentToHtml.ts";
export { documentToMarkdown } from "./documentToMarkdown.ts";
export { documentToText, type DocumentToTextOptions } from "./documentToText.ts";
export { formatCell } from "./formatCell.ts";
export type { ReportContext } from "./reportContext.ts";
export { toHtml } from "./toHtml.ts";
export { toJson } from "./toJson.ts";
export { type JupyterDisplay, type JupyterFaces, toJupyter, type ToJupyterOptions } from "./toJupyter.ts";
export { toMarkdown } from "./toMarkdown.ts";
export { viewerScriptHash } from "./viewer/bundle.ts";
export { version } from "./version.ts";
export type { PowerPremises } from "./sections/powerSection.ts";
