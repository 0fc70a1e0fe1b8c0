namespace LowLatencyHedger.Pricing;

/// <summary>Jumps of the log price: a Poisson process of exponential jumps, upwards or downwards, under the pricing measure.</summary>
public readonly struct KouParameters(double jumpsPerYear, double upProbability, double upRate, double downRate)
{
    /// <summary>Intensity, per year.</summary>
    public readonly double JumpsPerYear = jumpsPerYear;

    /// <summary>That a jump goes up.</summary>
    public readonly double UpProbability = upProbability;

    /// <summary>The mean log jump upwards is one over this. Above 1: the mean price jump is infinite otherwise.</summary>
    public readonly double UpRate = upRate;

    /// <summary>The mean log jump downwards is one over this.</summary>
    public readonly double DownRate = downRate;
}
