/** The door of the macro engine: parse once, check, list what is needed, render by place. */
export { checkTemplate, checkUrl, type Finding, type Known, namesIn } from './check.ts';
export { checkMarkup, visibleLength } from './checkMarkup.ts';
export type { FieldValue, MacroData, MacroWarning, Warn } from './macroData.ts';
export type { Syntax } from './reference.ts';
export { renderForm, renderHeader, renderHtml, renderJson, renderText } from './render.ts';
export { type Formatted, renderFormatted } from './renderFormatted.ts';
export { renderUrl } from './renderUrl.ts';
export { splitFormatted } from './splitFormatted.ts';
export { parseTemplate, type Template } from './template.ts';
export { findVariableCycle } from './variableCycle.ts';
