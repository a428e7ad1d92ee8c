import type { ButtonHTMLAttributes, ReactNode } from "react";
import { classes } from "./classes.ts";

interface ButtonProps extends Omit<ButtonHTMLAttributes<HTMLButtonElement>, "className"> {
  children: ReactNode;
  look?: "primary" | "secondary" | "tertiary" | "quiet";
  size?: "sm" | "md" | "lg";
  /** Icon class of the design system, before the text unless `iconSide` says otherwise. */
  icon?: `fr-icon-${string}`;
  iconSide?: "left" | "right";
  /** Sending: the width stays, the words change and a second click is refused. */
  busy?: false | string;
}

const looks = {
  primary: "",
  secondary: "fr-btn--secondary",
  tertiary: "fr-btn--tertiary",
  quiet: "fr-btn--tertiary-no-outline",
} as const;

/** Classes of a button, for the links that look like one. */
export const buttonClass = ({
  look = "primary",
  size = "md",
  icon,
  iconSide = "left",
}: Partial<ButtonProps>) =>
  classes(
    "fr-btn",
    looks[look],
    size !== "md" && `fr-btn--${size}`,
    icon,
    icon && `fr-btn--icon-${iconSide}`,
  );

export const Button = ({
  children,
  look,
  size,
  icon,
  iconSide,
  busy = false,
  onClick,
  ...rest
}: ButtonProps) => (
  <button
    type="button"
    {...rest}
    className={classes(buttonClass({ look, size, icon, iconSide }), busy && "is-busy")}
    aria-disabled={busy ? true : rest["aria-disabled"]}
    onClick={(event) => {
      if (busy) event.preventDefault();
      else onClick?.(event);
    }}
  >
    {busy ? (
      <span className="busy-label">
        <span aria-hidden="true" className="busy-label__width">
          {children}
        </span>
        <span>{busy}</span>
      </span>
    ) : (
      children
    )}
  </button>
);
