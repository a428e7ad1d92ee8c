import { useId } from "react";
import "./bar-chart.css";

export interface Columns {
  label: string;
  /** The first is plain, the second hatched. */
  values: readonly [number, number];
}

const height = 220;
const ground = 180;
const top = 24;
const side = 36;

/** Round steps of the scale: at most six lines up to the highest value. */
const scaleOf = (highest: number): number[] => {
  const rough = Math.max(1, highest) / 5;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = Math.max(1, [1, 2, 5, 10].map((one) => one * power).find((one) => one >= rough) ?? power * 10);
  return Array.from({ length: Math.ceil(Math.max(1, highest) / step) + 1 }, (_, index) => index * step);
};

/**
 * Two series side by side over time, with their numbers above them; the second is hatched, so that nothing rests on a
 * colour. `title` says what is shown, `conclusion` what to see in it; the page gives the same numbers in a table.
 */
export function ColumnChart({
  title,
  conclusion,
  columns,
  series,
}: {
  title: string;
  conclusion: string;
  columns: readonly Columns[];
  series: readonly [string, string];
}) {
  const id = useId();
  const scale = scaleOf(Math.max(...columns.flatMap(({ values }) => values)));
  const highest = scale.at(-1) ?? 1;
  const slot = 860 / Math.max(1, columns.length);
  const wide = Math.min(26, slot * 0.34);
  const y = (value: number) => ground - (value / highest) * (ground - top);
  return (
    <figure className="bar-chart column-chart">
      <p className="bar-chart__series small" aria-hidden="true">
        {series.map((name, index) => (
          <span key={name}>
            <span className={`bar-chart__swatch ${index === 1 ? "bar-chart__swatch--hatched" : ""}`} />
            {name}
          </span>
        ))}
      </p>
      <svg viewBox={`0 0 900 ${height}`} role="img" aria-labelledby={`${id}-title ${id}-desc`}>
        <title id={`${id}-title`}>{title}</title>
        <desc id={`${id}-desc`}>{conclusion}</desc>
        <pattern
          id={`${id}-hatched`}
          width="6"
          height="6"
          patternUnits="userSpaceOnUse"
          patternTransform="rotate(45)"
        >
          <rect width="6" height="6" className="bar-chart__ground" />
          <rect width="2" height="6" className="column-chart__hatch" />
        </pattern>
        {scale.map((step) => (
          <g key={step}>
            <line x1={side} x2="900" y1={y(step)} y2={y(step)} className="column-chart__line" />
            <text x={side - 8} y={y(step) + 4} textAnchor="end" className="column-chart__scale">
              {step}
            </text>
          </g>
        ))}
        {columns.map(({ label, values }, index) => {
          const middle = side + slot * (index + 0.5);
          return (
            <g key={label}>
              {values.map((value, which) => {
                const x = which === 0 ? middle - wide - 1.5 : middle + 1.5;
                return (
                  <g key={series[which]}>
                    <rect
                      x={x}
                      y={y(value)}
                      width={wide}
                      height={ground - y(value)}
                      className={which === 1 ? "column-chart__second" : "column-chart__first"}
                      {...(which === 1 ? { style: { fill: `url(#${id}-hatched)` } } : {})}
                    />
                    <text
                      x={x + wide / 2}
                      y={y(value) - 5}
                      textAnchor="middle"
                      className="column-chart__value"
                    >
                      {value}
                    </text>
                  </g>
                );
              })}
              <text x={middle} y={ground + 20} textAnchor="middle" className="column-chart__scale">
                {label}
              </text>
            </g>
          );
        })}
      </svg>
    </figure>
  );
}
