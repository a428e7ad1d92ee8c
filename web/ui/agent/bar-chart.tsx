import { useId } from "react";
import "./bar-chart.css";

/** One bar: its number is written beside it, so that nothing rests on its length or its colour. */
interface Bar {
  /** Hatched: a second series, or what was grouped. */
  hatched?: boolean;
  value: number;
  /** The number as it is read: « 12 », « 3,5 h ». */
  words: string;
}
export interface BarGroup {
  label: string;
  bars: readonly Bar[];
}

const labelHeight = 20;
const barHeight = 18;
const gap = 10;

/**
 * Bars with their numbers, ten groups at most. `title` says what is shown, `conclusion` what to see in it: both are
 * read by those who do not see the picture; the page gives the same numbers in a table.
 */
export function BarChart({
  title,
  conclusion,
  groups,
  series,
  longest = 82,
}: {
  title: string;
  conclusion: string;
  groups: readonly BarGroup[];
  /** Names of plain and hatched bars, when there are both. */
  series?: readonly [string, string];
  /** Part of the width, in percent, that the longest bar takes; the rest is for the number after it. */
  longest?: number;
}) {
  const id = useId();
  const pattern = `${id}-hatched`;
  const most = Math.max(1, ...groups.flatMap(({ bars }) => bars.map(({ value }) => value)));
  let y = 0;
  const placed = groups.map((group) => {
    const at = y;
    y += labelHeight + group.bars.length * barHeight + gap;
    return { ...group, at };
  });
  return (
    <figure className="bar-chart">
      {series && (
        <p className="bar-chart__series small" aria-hidden="true">
          {series.map((name, index) => (
            <span key={name}>
              <span className={`bar-chart__swatch ${index === 1 ? "bar-chart__swatch--hatched" : ""}`} />
              {name}
            </span>
          ))}
        </p>
      )}
      <svg width="100%" height={y} role="img" aria-labelledby={`${id}-title ${id}-desc`}>
        <title id={`${id}-title`}>{title}</title>
        <desc id={`${id}-desc`}>{conclusion}</desc>
        <pattern
          id={pattern}
          width="6"
          height="6"
          patternUnits="userSpaceOnUse"
          patternTransform="rotate(45)"
        >
          <rect width="6" height="6" className="bar-chart__ground" />
          <rect width="3" height="6" className="bar-chart__hatch" />
        </pattern>
        {placed.map(({ label, bars, at }) => (
          <g key={label}>
            <text x="0" y={at + 14} className="bar-chart__label">
              {label}
            </text>
            {bars.map(({ value, words, hatched }, index) => {
              const top = at + labelHeight + index * barHeight;
              const width = `${(value / most) * longest}%`;
              return (
                <g key={hatched ? "hatched" : "plain"}>
                  <rect
                    x="0"
                    y={top}
                    width={width}
                    height={barHeight - 4}
                    className="bar-chart__bar"
                    {...(hatched ? { style: { fill: `url(#${pattern})` } } : {})}
                  />
                  <text x={width} dx="6" y={top + 11} className="bar-chart__value">
                    {words}
                  </text>
                </g>
              );
            })}
          </g>
        ))}
      </svg>
    </figure>
  );
}
