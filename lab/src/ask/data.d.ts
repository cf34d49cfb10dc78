declare module "*/personal.toml" {
  const data: { own: string[]; signs: string[]; drugs: string[]; alarm: { words: string[][]; first: string[] }[] };
  export default data;
}
