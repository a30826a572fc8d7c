import { defineConfig } from "drizzle-kit";

export default defineConfig({
  dialect: "postgresql",
  schema: "./drizzle/schema/index.ts",
  out: "./drizzle/migrations",
  entities: { roles: { exclude: ["hireling_app", "hireling_system", "hireling_group"] } },
});
