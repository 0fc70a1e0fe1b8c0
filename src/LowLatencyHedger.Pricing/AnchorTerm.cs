namespace LowLatencyHedger.Pricing;

/// <summary>
/// The columns that <see cref="AnchorKernel"/> writes, per unit of an option. With y = ln(F/F0) and s = t - t0 in years, a quantity
/// is its column, plus the Slope column times y, plus the Curve column times y squared, plus the Third column times y cubed, plus the
/// Time column times s. All are in coins, so that those of options with one forward may be added: USD values divided by the forward.
/// </summary>
public enum AnchorTerm : byte
{
    /// <summary>The hedge delta, smile term included.</summary>
    Delta = 0,
    DeltaSlope = 1,
    DeltaCurve = 2,
    DeltaThird = 3,
    DeltaTime = 4,

    /// <summary>Factor of y s.</summary>
    DeltaSlopeTime = 5,

    /// <summary>Value over the forward.</summary>
    Value = 6,
    ValueSlope = 7,
    ValueCurve = 8,
    ValueThird = 9,

    /// <summary>Theta over the forward; it is also what <see cref="Value"/> gains with time, and its slope what that gains with y.</summary>
    Theta = 10,
    ThetaSlope = 11,
    ThetaCurve = 12,
    ThetaTime = 13,

    /// <summary>Gamma times the forward.</summary>
    Gamma = 14,
    GammaSlope = 15,
    GammaCurve = 16,
    GammaTime = 17,

    /// <summary>Vega over the forward.</summary>
    Vega = 18,
    VegaSlope = 19,
    VegaCurve = 20,
    VegaTime = 21,

    /// <summary>Bound: factor of |y|^4 in the error of the delta. This and what follows is for one unit of either sign.</summary>
    BoundMove = 22,

    /// <summary>Bound: factor of y^2 |s|.</summary>
    BoundMoveTime = 23,

    /// <summary>Bound: factor of s^2.</summary>
    BoundTime = 24,

    /// <summary>Size of what is rounded: times <see cref="AnchorKernel.Rounding"/>, an upper bound on the delta's rounding error.</summary>
    Scale = 25,
}
