using System.Numerics;
using LowLatencyHedger.Pricing;

namespace LowLatencyHedger.Backtest.Tests.Laboratory;

/// <summary>
/// The stream of NumPy's <c>default_rng(seed)</c>: the generator PCG XSL-RR 128/64 (O'Neill, HMC-CS-2014-0905), its state spread out of a
/// small seed as by her seed_seq_fe, and normals by the ziggurat (Marsaglia and Tsang, J. Stat. Software 5/8, 2000) with 256 layers.
/// </summary>
internal struct NumpyNormals
{
    private const int Layers = 256;

    /// <summary>Where the tail begins.</summary>
    private const double TailStart = 3.6541528853610087963519472518;

    private const double Mantissa = 1L << 52;
    private static readonly UInt128 s_multiplier = new(0x2360ED051FC65DA4, 0x4385DF649FCCF645);

    /// <summary>Ordinate at the right end of each layer, the layer's width over 2^52, and up to where it lies below the density.</summary>
    private static readonly double[] s_height = new double[Layers];

    private static readonly double[] s_scale = new double[Layers];
    private static readonly ulong[] s_inside = new ulong[Layers];

    private readonly UInt128 _increment;
    private UInt128 _state;

    static NumpyNormals()
    {
        var right = TailStart;
        var area = (right * Density(right)) + (Math.Sqrt(Math.PI / 2) * NormalDistribution.Erfc(right / Math.Sqrt(2)));
        s_height[0] = 1;
        s_scale[0] = area / Density(right) / Mantissa;
        s_inside[0] = (ulong)(right * Density(right) / area * Mantissa);
        for (var i = Layers - 1; i > 0; i--)
        {
            var left = i > 1 ? Math.Sqrt(-2 * Math.Log((area / right) + Density(right))) : 0;
            s_height[i] = Density(right);
            s_scale[i] = right / Mantissa;
            s_inside[i] = (ulong)(left / right * Mantissa);
            right = left;
        }
    }

    public NumpyNormals(uint seed)
    {
        Span<ulong> words = stackalloc ulong[4];
        Spread(seed, words);
        _increment = (new UInt128(words[2], words[3]) << 1) | 1;
        _state = ((_increment + new UInt128(words[0], words[1])) * s_multiplier) + _increment;
    }

    public ulong Next()
    {
        _state = (_state * s_multiplier) + _increment;
        return BitOperations.RotateRight((ulong)(_state >> 64) ^ (ulong)_state, (int)(_state >> 122));
    }

    /// <summary>Standard normal. 8 bits choose the layer, one the sign, 52 the place.</summary>
    public double NextNormal()
    {
        while (true)
        {
            var bits = Next();
            var layer = (int)(bits % Layers);
            var isNegative = ((bits >> 8) & 1) != 0;
            var place = (bits >> 9) & ((1UL << 52) - 1);
            var x = place * s_scale[layer];
            if (place >= s_inside[layer])
            {
                if (layer == 0)
                {
                    x = Tail();
                    isNegative = ((place >> 8) & 1) != 0;
                }
                else if (s_height[layer] + ((s_height[layer - 1] - s_height[layer]) * NextUniform()) >= Density(x))
                {
                    continue;
                }
            }

            return isNegative ? -x : x;
        }
    }

    private static double Density(double x) => Math.Exp(-0.5 * x * x);

    /// <summary>Fills a pool of four words from the seed, each stirred by all others, and draws the words from it.</summary>
    private static void Spread(uint seed, Span<ulong> words)
    {
        Span<uint> pool = stackalloc uint[4];
        var factor = 0x43B0D7E5u;
        for (var i = 0; i < pool.Length; i++)
        {
            pool[i] = Hash(i == 0 ? seed : 0, ref factor, 0x931E8875);
        }

        for (var from = 0; from < pool.Length; from++)
        {
            for (var to = 0; to < pool.Length; to++)
            {
                if (from != to)
                {
                    var mixed = (pool[to] * 0xCA01F9DD) - (Hash(pool[from], ref factor, 0x931E8875) * 0x4973F715);
                    pool[to] = mixed ^ (mixed >> 16);
                }
            }
        }

        factor = 0x8B51F9DD;
        for (var i = 0; i < words.Length; i++)
        {
            ulong low = Hash(pool[2 * i % 4], ref factor, 0x58F38DED);
            words[i] = low | ((ulong)Hash(pool[((2 * i) + 1) % 4], ref factor, 0x58F38DED) << 32);
        }
    }

    private static uint Hash(uint value, ref uint factor, uint growth)
    {
        value ^= factor;
        factor *= growth;
        value *= factor;
        return value ^ (value >> 16);
    }

    /// <summary>In [0, 1).</summary>
    private double NextUniform() => (Next() >> 11) * (1.0 / (1UL << 53));

    /// <summary>Beyond the start of the tail: an exponential, taken with the ratio of the two densities.</summary>
    private double Tail()
    {
        while (true)
        {
            var beyond = -double.LogP1(-NextUniform()) / TailStart;
            if (-2 * double.LogP1(-NextUniform()) > beyond * beyond)
            {
                return TailStart + beyond;
            }
        }
    }
}
