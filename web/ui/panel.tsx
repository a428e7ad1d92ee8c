import type { ReactNode } from "react";
import { classes } from "./classes.ts";

/** A box of the side column: grey for help, lined for the rest. */
export const Panel = ({
  title,
  lined = false,
  children,
}: {
  title: ReactNode;
  lined?: boolean;
  children: ReactNode;
}) => (
  <section className={classes("panel", lined && "panel--lined")}>
    <h2>{title}</h2>
    {children}
  </section>
);
