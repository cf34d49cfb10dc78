/** The numbers that the page's own buttons set. */
declare module "*/doings.toml" {
  type SetTo = Record<string, { healthy: number; value: number; source: string }>;
  const doings: {
    breathing: Record<"deep" | "out" | "in", { title: string; set: SetTo }>;
  };
  export default doings;
}
