use super::*;

#[test]
fn peaks_are_the_highest_pressures_during_the_exercise() {
    let body = body()
        .with_course(
            "leg.left.soleus.pressure_mmhg",
            lines(&[
                (5.0, 0.0),
                (6.0, 190.0),
                (7.0, 0.0),
                (13.0, 0.0),
                (14.0, 150.0),
                (15.0, 0.0),
            ]),
        )
        .with_course(
            "leg.left.anterior.pressure_mmhg",
            lines(&[(10.0, 2.0), (16.0, 50.0), (18.0, 2.0)]),
        );
    let phases = [("before", 10.0, ""), ("walk", 10.0, "activity = \"walk\"")];
    let record = recorded(&scenario("standing", &phases), body);
    let peaks = [
        ("soleus_pressure_peak_mmhg", 150.0),
        ("anterior_pressure_peak_mmhg", 50.0),
    ];
    assert_exact(&record, "walk", &peaks);
    for (name, _) in peaks {
        assert_eq!(reading(&record, "before", name), None);
    }
}
