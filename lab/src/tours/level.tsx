/** For whom the texts are written; chosen once, for tours and claims. */
import { chooseLevel } from "../state/actions";
import { level } from "../state/store";
import { LEVELS } from "./format";

export function LevelChoice() {
  return (
    <fieldset class="tour-level">
      <legend>Written for a</legend>
      {LEVELS.map((one) => (
        <label key={one}>
          <input
            type="radio"
            name="tour-level"
            value={one}
            checked={level.value === one}
            onChange={() => void chooseLevel(one)}
          />
          <span>{one}</span>
        </label>
      ))}
    </fieldset>
  );
}
