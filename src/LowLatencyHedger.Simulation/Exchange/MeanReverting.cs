namespace LowLatencyHedger.Simulation.Exchange;

/// <summary>An Ornstein-Uhlenbeck process by its stationary deviation and its relaxation time.</summary>
internal sealed class MeanReverting(double mean, double deviation, double years)
{
    private double _distance;

    public double Value => mean + _distance;

    public void Advance(double elapsedYears, Random random)
    {
        var keep = Math.Exp(-elapsedYears / years);
        _distance = (_distance * keep) + (deviation * Math.Sqrt(1 - (keep * keep)) * Normal.Sample(random));
    }
}
