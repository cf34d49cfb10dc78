//! The wall that two ventricles have in common: the septum between them, in equivalent form.
//!
//! ```text
//!     left free wall  E_l         p_l = E_l (V_l - V_s)
//!    (   V_l   )|(  V_r  )        p_r = E_r (V_r + V_s)
//!           septum  E_s           p_l - p_r = E_s V_s
//! ```
//!
//! The free walls and the septum share the load (Maughan, Sunagawa & Sagawa 1987, Am J Physiol
//! 253:H1381; Chung et al. 1997, Am J Physiol 272:H2942). The volume V_s by which the septum bulges
//! to the right follows from the balance of the three. Eliminating it leaves two independent walls
//! and a third around both ventricles:
//!
//! ```text
//!  p_l = A_l V_l + E_x (V_l + V_r),   A_l = E_l E_s/Σ
//!  p_r = A_r V_r + E_x (V_l + V_r),   A_r = E_r E_s/Σ,   E_x = E_l E_r/Σ,   Σ = E_l + E_r + E_s
//! ```
//!
//! | symbol | meaning | unit |
//! |---|---|---|
//! | p_l, p_r | transmural pressure of the left and the right ventricle | mmHg |
//! | V_l, V_r | volume of the left and the right ventricle | mL |
//! | E_l, E_r, E_s | elastance of the left free wall, the right free wall and the septum | mmHg/mL |
//! | A_l, A_r | elastance of the independent walls, which are the chambers' own laws | mmHg/mL |
//! | E_x | elastance of the common wall | mmHg/mL |
//!
//! A rigid septum (E_s → ∞) leaves independent ventricles; without a septum there is one chamber.
//! The two cross derivatives ∂p_l/∂V_r and ∂p_r/∂V_l are equal, both E_x. Hence the common wall stores
//! energy and gives it back as an enclosure does. The walls of hearts are not linear, and so the common
//! wall has the law of a chamber in its content S = V_l + V_r:
//!
//! ```text
//!  p_x(S, t) = e(t) E (S - S_d) + (1 - e(t)) K exp((S - V_0)/Φ)
//! ```
//!
//! with the end-systolic elastance E and the intercept S_d; K, V_0 and Φ as in [`super::enclosure`].
//! It stiffens with its content: the pressure of one ventricle then raises the pressure of the other by a
//! larger share the fuller both are (Dickstein, Todaka & Burkhoff 1997, Am J Physiol 272:H2869).

use super::PericardialSac;

/// Parameters of a wall that two ventricles have in common.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct CommonWall {
    /// E, mmHg/mL; positive. The larger, the more one ventricle helps the other to eject.
    pub end_systolic_elastance_mmhg_per_ml: f64,
    /// S_d, mL.
    pub end_systolic_intercept_ml: f64,
    /// K, V_0 and Φ of the relaxed wall.
    pub passive: PericardialSac,
}
