/** Signals, units and postures in words that a reader uses, from the program's names. */

/** What each quantity says of a place. */
const QUANTITIES: Record<string, (place: string) => string> = {
  pressure_mmhg: (place) => `Pressure in the ${place}`,
  pressure_at_heart_mmhg: (place) => `Pressure in the ${place}, without the column to the heart`,
  transmural_pressure_mmhg: (place) => `Pressure across the wall of the ${place}`,
  muscle_pressure_mmhg: (place) => `Pressure of the muscles on the ${place}`,
  volume_ml: (place) => `Volume of the ${place}`,
  height_cm: (place) => `Height of the ${place}`,
  flow_ml_per_s: (place) => `Flow in the ${place}`,
  opening_fraction: (place) => `Opening of the ${place}`,
  filtration_ml_per_s: (place) => `Filtration out of the ${place}`,
  lymph_ml_per_s: (place) => `Lymph out of the ${place}`,
  vasodilation: (place) => `Widening of the vessels of the ${place}`,
};

/** The label of a signal as a reader says it; the program's own where there is no rule. */
export function plainLabel(name: string, label: string): string {
  const parts = name.split(".");
  const quantity = QUANTITIES[parts.at(-1) ?? ""];
  const own = label.charAt(0).toUpperCase() + label.slice(1);
  if (parts.length < 2 || !quantity) return own;
  const places = parts.slice(0, -1);
  const at = (element: string) => place([...places.slice(0, -1), element]);
  const element = places.at(-1) ?? "";
  const [, from, to] = /^(.+)_to_(.+)$/.exec(element) ?? [];
  if (parts.at(-1) === "flow_ml_per_s") {
    if (from && to) return places[0] === "aorta" ? `Flow from ${spoken(from)} to ${spoken(to)} aorta` : `Flow from ${at(from)} to ${at(to)}`;
    const out = /^(.+)_outlet$/.exec(element)?.[1];
    if (out) return `Flow out of the ${at(`${out}_vein`)}`;
    if (element === "inflow") return `Flow into the ${place(places.slice(0, -1))}`;
    const into = /^(.+)_inflow$/.exec(element)?.[1];
    if (into) return `Flow into the ${at(`${into}_vein`)}`;
  }
  if (parts.at(-1) === "opening_fraction" && element.endsWith("_outlet"))
    return `Opening of the valve of the ${at(element.replace(/_outlet$/, "_vein"))}`;
  return quantity(place(places));
}

/** "leg left foot dorsal_vein" as "dorsal vein of the left foot". */
function place(parts: string[]): string {
  const [first, second] = parts;
  if (first === "leg" && (second === "left" || second === "right")) {
    const rest = parts.slice(2).map(spoken);
    if (rest.length === 0) return `${second} leg`;
    if (rest.length === 1) return `${second} ${rest[0]}`;
    if (rest[0] === "sleeve") return `sleeve round the ${second} ${rest[1]}`;
    return `${rest.slice(1).join(" ")} of the ${second} ${rest[0]}`;
  }
  if (first === "heart" && parts.length > 1) return parts.slice(1).map(spoken).join(" ");
  if (first === "aorta" && parts.length > 1) return `${parts.slice(1).map(spoken).join(" ")} aorta`;
  return parts.map(spoken).join(" ");
}

function spoken(name: string): string {
  return name.replaceAll("_", " ");
}

/** A unit as it is printed in books. */
export function plainUnit(unit: string): string {
  return unit.replace(/\b(c?m)2\b/g, "$1²").replace(/^1\//, "/");
}

/** A number of a size that no body has, without its zeros. */
export function plainNumber(value: number): string {
  return value.toExponential().replace("e+", "e");
}

const SHAPES: { words: string; trunk: number; hip: number; knee: number; ankle: number }[] = [
  { words: "lying", trunk: 0, hip: 0, knee: 0, ankle: 0 },
  { words: "lying with raised legs", trunk: 0, hip: 45, knee: 0, ankle: 0 },
  { words: "upright", trunk: 90, hip: 0, knee: 0, ankle: 0 },
  { words: "sitting", trunk: 90, hip: 90, knee: 90, ankle: 0 },
  { words: "squatting", trunk: 65, hip: 100, knee: 150, ankle: -25 },
];

/** The program's words for postures, in plain words: "trunk at 90 deg, gravity 0 g, weight bearing 1" is "standing, without gravity". */
export function plainPosture(words: string): string {
  return words
    .replace(/\blegs-raised\b/g, "lying with raised legs")
    .replace(/\btrunk at (-?[\d.]+) deg((?:, (?:hip|knee|ankle) -?[\d.]+ deg|, gravity [\d.]+ g|, weight bearing [\d.]+)*)/g, (_, trunk: string, more: string) => {
      const number = (key: string, usual: number) => Number(new RegExp(`${key} (-?[\\d.]+)`).exec(more)?.[1] ?? usual);
      const is = { trunk: Number(trunk), hip: number("hip", 0), knee: number("knee", 0), ankle: number("ankle", 0) };
      const [gravity, weight] = [number("gravity", 1), number("weight bearing", 0)];
      const known = SHAPES.find((shape) => shape.trunk === is.trunk && shape.hip === is.hip && shape.knee === is.knee && shape.ankle === is.ankle);
      const parts = [known ? (known.words === "upright" && weight === 1 ? "standing" : known.words) : `trunk at ${is.trunk}°`];
      if (!known)
        for (const key of ["hip", "knee", "ankle"] as const) if (is[key] !== 0) parts.push(`${key} ${is[key]}°`);
      if (gravity !== 1) parts.push(gravity === 0 ? "without gravity" : `gravity ${gravity} g`);
      const usual = known?.words === "sitting" ? 0.1 : known?.words === "squatting" || known?.words === "upright" ? 1 : 0;
      if (weight !== usual) parts.push(weight === 0 ? "no weight on the feet" : `${Math.round(weight * 100)} % of the weight on the feet`);
      return parts.join(", ");
    });
}
