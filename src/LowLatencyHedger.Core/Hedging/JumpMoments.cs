using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Core.Hedging;

/// <summary>
/// The third over the second moment of the price's returns, by which the delta of least variance differs from the model's: gamma profits of
/// jumps that mostly go one way are partly profits of a delta. From returns of a minute, averaged with a half-life of ten days; one
/// beyond twenty deviations counts as twenty, and few samples count little. Thread: the core's only.
/// </summary>
[HotPath]
internal struct JumpMoments
{
    public const long SampleNanos = 60 * Nanos.PerSecond;

    /// <summary>So many samples count half; also the half-life of the averages.</summary>
    public const int HalfLife = 10 * 24 * 60;

    private const double Deviations = 20;
    private const int SamplesMin = 60;

    /// <summary>ln 2 over the half-life.</summary>
    private const double Weight = 0.69314718055994531 / HalfLife;

    private double _price;
    private long _sinceNanos;
    private double _square;
    private double _cube;
    private long _count;

    /// <summary>As a fraction of the price, shrunk towards 0; 0 while there is nothing to go by.</summary>
    public readonly double Ratio => _count < SamplesMin || !(_square > 0) ? 0 : _cube / _square * (_count / (double)(_count + HalfLife));

    /// <summary>The price now; what is no number is passed over, and a minute without one is no sample.</summary>
    public void Observe(double price, long nowNanos)
    {
        var elapsedNanos = nowNanos - _sinceNanos;
        if (!(price > 0 && double.IsFinite(price)) || (_price > 0 && elapsedNanos < SampleNanos))
        {
            return;
        }

        if (_price > 0 && elapsedNanos < 2 * SampleNanos)
        {
            var change = Math.Log(price / _price);
            var bound = Deviations * Math.Sqrt(_square);
            change = _count >= SamplesMin && Math.Abs(change) > bound ? Math.CopySign(bound, change) : change;
            _count++;
            var weight = Math.Max(Weight, 1.0 / _count);
            _square += weight * ((change * change) - _square);
            _cube += weight * ((change * change * change) - _cube);
        }

        _price = price;
        _sinceNanos = nowNanos;
    }
}
