//! Checks published courses against the rows and the scenarios, and fills their points from rows.

use secondheart_protocol::mistakes::Mistakes;

use super::check::{Scenarios, check_case, known, known_span, unique};
use crate::measurement::Case;
use crate::published::PublishedCourse;
use crate::read::{Located, LocatedCourse, fill};

/// The courses with their points filled; mistakes are noted.
pub(super) fn checked(
    courses: Vec<LocatedCourse>,
    targets: &[Located],
    scenarios: &mut Scenarios,
    mistakes: &Mistakes,
) -> Vec<PublishedCourse> {
    let ids = courses
        .iter()
        .map(|own| (own.course.id.as_str(), &own.location));
    unique("course", ids, mistakes);
    let one = |mut own: LocatedCourse| {
        let case = Case::plain(&own.course.scenario);
        let places = [&own.scenario; 4].map(Clone::clone);
        if let Some(scenario) = check_case(&case, &places, scenarios, mistakes) {
            known_span(scenario, &own.course.phase, &own.phase, mistakes);
            if let Some(reference) = &own.course.reference {
                known_span(scenario, reference, &own.reference, mistakes);
            }
        }
        for point in &mut own.course.points {
            let Some(id) = point.row.clone() else {
                continue;
            };
            let mut rows = targets.iter().map(|located| &located.target);
            let ids = rows.clone().map(|row| row.id.as_str());
            if known("target", &id, &own.location, ids, mistakes)
                && let Some(row) = rows.find(|row| row.id == id)
            {
                fill(point, row);
            }
        }
        own.course
    };
    courses.into_iter().map(one).collect()
}
