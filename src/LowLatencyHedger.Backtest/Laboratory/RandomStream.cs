using System.Numerics;
using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Backtest.Laboratory;

/// <summary>
/// Random numbers of one path: xoshiro256++ (Blackman and Vigna, ACM TOMS 47, 2021), its state filled by SplitMix64 from a seed and the
/// number of the path. So a path is the same whichever thread draws it.
/// </summary>
[HotPath]
internal struct RandomStream
{
    private ulong _s0;
    private ulong _s1;
    private ulong _s2;
    private ulong _s3;
    private double _spare;
    private bool _hasSpare;

    public RandomStream(ulong seed, ulong stream)
    {
        var state = seed ^ (stream * 0xD1342543DE82EF95UL) ^ 0x5851F42D4C957F2DUL;
        _s0 = SplitMix(ref state);
        _s1 = SplitMix(ref state);
        _s2 = SplitMix(ref state);
        _s3 = SplitMix(ref state);
        _spare = 0;
        _hasSpare = false;
    }

    /// <summary>In (0, 1).</summary>
    public double NextUniform() => ((Next() >> 11) + 0.5) * (1.0 / (1UL << 53));

    /// <summary>Standard normal (Box-Muller, both of the pair).</summary>
    public double NextNormal()
    {
        if (_hasSpare)
        {
            _hasSpare = false;
            return _spare;
        }

        var radius = Math.Sqrt(-2 * Math.Log(NextUniform()));
        var (sine, cosine) = Math.SinCos(2 * Math.PI * NextUniform());
        _spare = radius * sine;
        _hasSpare = true;
        return radius * cosine;
    }

    /// <summary>Poisson with a small mean, by inversion.</summary>
    public int NextPoisson(double mean)
    {
        var left = NextUniform();
        var weight = Math.Exp(-mean);
        var count = 0;
        while (left > weight && count < 1_000)
        {
            left -= weight;
            count++;
            weight *= mean / count;
        }

        return count;
    }

    private static ulong SplitMix(ref ulong state)
    {
        state += 0x9E3779B97F4A7C15UL;
        var z = state;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9UL;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EBUL;
        return z ^ (z >> 31);
    }

    private ulong Next()
    {
        var result = BitOperations.RotateLeft(_s0 + _s3, 23) + _s0;
        var shifted = _s1 << 17;
        _s2 ^= _s0;
        _s3 ^= _s1;
        _s1 ^= _s2;
        _s0 ^= _s3;
        _s2 ^= shifted;
        _s3 = BitOperations.RotateLeft(_s3, 45);
        return result;
    }
}
