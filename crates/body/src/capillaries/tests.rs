use crate::testing::{assert_close, man};

#[test]
fn the_muscle_and_the_sleeve_around_a_capillary_do_not_distend_it() {
    let mut man = man();
    let soleus = "leg.right.calf.soleus_capillary";
    let share = man.value(&format!("{soleus}.pressed_by.leg.right.soleus"));
    for (enclosure, pressure) in [
        ("leg.right.soleus", 50.0),
        ("leg.right.sleeve.calf", 11.0),
        ("leg.left.soleus", 300.0),
        ("leg.left.sleeve.calf", 300.0),
    ] {
        let index = man.enclosure(enclosure);
        man.circulation.sim.parameters.enclosure_pressure[index] = pressure;
    }
    let places: Vec<_> = man
        .circuit
        .beds
        .iter()
        .map(|bed| man.place(&bed.name))
        .collect();
    for place in places {
        man.circulation.sim.state.pressure[place] = 90.0;
    }
    let capillaries = &mut man.circulation.organs.capillaries;
    capillaries.look(&man.circulation.sim, 0.008);
    let of = |name: &str| {
        let node = man.circuit.vessel(name).unwrap().node;
        let place = man.circulation.sim.topology().place(node);
        let index = capillaries.each.iter().position(|c| c.place == place);
        let index = index.unwrap();
        let ahead = capillaries.transmural(index);
        assert_eq!(
            ahead,
            capillaries.transmural_now(&man.circulation.sim, index)
        );
        ahead
    };
    assert_close(of(soleus), 90.0 - 11.0 - 50.0 * share);
    assert_close(of("leg.right.calf.skin_capillary"), 90.0 - 11.0);
    assert_close(of("leg.right.thigh.muscle_capillary"), 90.0);
}

#[test]
fn every_capillary_is_kept_once() {
    let man = man();
    let mut places: Vec<_> = man
        .circulation
        .organs
        .capillaries
        .each
        .iter()
        .map(|c| c.place)
        .collect();
    let all = places.len();
    places.sort_unstable();
    places.dedup();
    assert_eq!(places.len(), all);
    assert!(all >= man.circuit.beds.len());
    // The pressures are kept capillary by capillary.
    assert_eq!(man.circulation.organs.capillaries.pressure.len(), all);
}
