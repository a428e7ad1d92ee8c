import { defineConfig } from "drizzle-kit";

/** `npx drizzle-kit generate` writes the next migration's draft; it is reviewed, then completed by hand (policies, functions). */
export default defineConfig({
  dialect: "postgresql",
  casing: "snake_case",
  schema: ["functions/platform/tables.ts", "functions/modules/*/tables*.ts"],
  out: "functions/migrations",
});
