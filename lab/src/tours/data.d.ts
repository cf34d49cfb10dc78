/** Data that the build reads from TOML files and from `VALIDATION.md`. */
declare module "virtual:tours" {
  const tours: { name: string; tour: import("./format").Tour }[];
  export default tours;
}
declare module "virtual:verdicts" {
  /** Of each row the value of the model (null if it is not measurable yet), whether it is in band, and its role. */
  const verdicts: Record<string, [number | null, boolean, string]>;
  export default verdicts;
}
declare module "*/glossary.toml" {
  const glossary: { term: import("../ask/answers").Term[] };
  export default glossary;
}
declare module "*/claims.toml" {
  const claims: { claim: { id: string; text: string }[] };
  export default claims;
}
