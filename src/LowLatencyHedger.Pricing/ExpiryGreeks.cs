using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Pricing;

/// <summary>
/// All Greeks of all options of one expiry, a vector of options at a time. What does not change from tick to tick, the logarithm of each
/// strike and the reciprocal of each volatility, is kept; an evaluation of an option costs no logarithm and no square root. Results are
/// columns (<see cref="Values"/>) in the order in which the options were added.
/// <para>Agrees with <see cref="Black76"/> to rounding (not to the last bit); an option without usable deviation is left to it. The
/// result is the same for every vector width.</para>
/// Threads: one at a time. Allocates in the constructor only.
/// </summary>
public sealed class ExpiryGreeks
{
    internal const nuint StrikeColumn = 0;
    internal const nuint LogStrikeColumn = 1;
    internal const nuint PerStrikeColumn = 2;
    internal const nuint SignColumn = 3;
    internal const nuint VolatilityColumn = 4;
    internal const nuint PerVolatilityColumn = 5;
    internal const double DeviationMax = 1e3;
    internal const double LogStrikeMax = 1e3;

    private const int InputColumns = 6;
    private const int OutputColumns = 15;
    private const int LanesMax = 8;

    /// <summary>Prices beyond these bounds go through the scalar code, which checks for overflow.</summary>
    private const double PriceMin = 1e-30;
    private const double PriceMax = 1e30;

    private readonly double _reference;
    private readonly int _stride;
    private readonly double[] _inputs;
    private readonly double[] _outputs;
    private readonly OptionKind[] _kinds;
    private readonly PricingStatus[] _statuses;
    private int _count;

    /// <summary>
    /// Room for <paramref name="capacity"/> options. Logarithms are taken relative to <paramref name="reference"/>, any price of the
    /// strikes' size: the smaller they are, the more digits their differences keep.
    /// </summary>
    public ExpiryGreeks(int capacity, double reference)
    {
        Invariant.That(capacity > 0 && reference is >= PriceMin and <= PriceMax, "an expiry has room and a positive reference price");
        _reference = reference;

        // An odd number of cache lines, so that the columns of one option do not compete for the same lines of the cache.
        _stride = (((capacity + LanesMax - 1) / LanesMax) | 1) * LanesMax;
        _inputs = new double[InputColumns * _stride];
        _outputs = new double[OutputColumns * _stride];
        _kinds = new OptionKind[_stride];
        _statuses = new PricingStatus[_stride];
        for (var i = 0; i < _stride; i++)
        {
            Set(i, OptionKind.Call, reference, 1.0);
        }
    }

    /// <summary>Options added.</summary>
    [HotPath]
    public int Count => _count;

    /// <summary>Adds an option and returns its index. Any values are accepted; nonsense shows in the option's status.</summary>
    [HotPath]
    public int Add(OptionKind kind, double strike, double volatility)
    {
        Invariant.That(_count < _stride, "an expiry has room for its options");
        Set(_count, kind, strike, volatility);
        return _count++;
    }

    /// <summary>Replaces an option's volatility (1.00 is 100 %).</summary>
    [HotPath]
    public void SetVolatility(int index, double volatility)
    {
        Invariant.That((uint)index < (uint)_count, "the option exists");
        SetInput(VolatilityColumn, index, volatility);
        SetInput(PerVolatilityColumn, index, 1.0 / volatility);
    }

    /// <summary>
    /// Evaluates every option. Returns how many have numbers that may be used; with fewer than <see cref="Count"/>, look at
    /// <see cref="Status"/>.
    /// </summary>
    [HotPath]
    public int Evaluate(double forward, double yearsToExpiry) => Vector512.IsHardwareAccelerated
        ? Evaluate<Lanes512>(forward, yearsToExpiry)
        : Evaluate<Lanes256>(forward, yearsToExpiry);

    /// <summary>
    /// One Greek of all options, in the order of their indices. Valid until the next evaluation; NaN where the status says so.
    /// </summary>
    [HotPath]
    public ReadOnlySpan<double> Values(Greek greek) => _outputs.AsSpan((int)greek * _stride, _count);

    /// <summary>What became of an option in the last evaluation.</summary>
    [HotPath]
    public PricingStatus Status(int index) => _statuses.AsSpan(0, _count)[index];

    /// <summary>All Greeks of one option.</summary>
    [HotPath]
    public void CopyTo(int index, out Greeks greeks)
    {
        greeks.Status = Status(index);
        greeks.Price = Output(Greek.Price, index);
        greeks.Delta = Output(Greek.Delta, index);
        greeks.PremiumAdjustedDelta = Output(Greek.PremiumAdjustedDelta, index);
        greeks.Gamma = Output(Greek.Gamma, index);
        greeks.Vega = Output(Greek.Vega, index);
        greeks.Theta = Output(Greek.Theta, index);
        greeks.Rho = Output(Greek.Rho, index);
        greeks.Vanna = Output(Greek.Vanna, index);
        greeks.Volga = Output(Greek.Volga, index);
        greeks.Charm = Output(Greek.Charm, index);
        greeks.Speed = Output(Greek.Speed, index);
        greeks.Color = Output(Greek.Color, index);
        greeks.Zomma = Output(Greek.Zomma, index);
        greeks.Ultima = Output(Greek.Ultima, index);
        greeks.Veta = Output(Greek.Veta, index);
    }

    [HotPath]
    internal int Evaluate<T>(double forward, double yearsToExpiry)
        where T : struct, ILanes<T>
    {
        // A NaN fails both comparisons.
        var isRegular = forward is >= PriceMin and <= PriceMax && yearsToExpiry is > 0.0 and <= double.MaxValue;
        if (!isRegular)
        {
            return EvaluateSingly(0, _count, forward, yearsToExpiry);
        }

        var years = Math.Max(yearsToExpiry, Black76.YearsMin);
        var expiry = new ExpiryState(forward, Black76.LogMoneyness(forward, _reference), years);
        ref var inputs = ref MemoryMarshal.GetArrayDataReference(_inputs);
        ref var outputs = ref MemoryMarshal.GetArrayDataReference(_outputs);
        var usable = 0;
        for (var start = 0; start < _count; start += T.Count)
        {
            var end = Math.Min(start + T.Count, _count);
            if (LaneKernel.TryEvaluate<T>(in expiry, ref inputs, ref outputs, (nuint)_stride, (nuint)start))
            {
                _statuses.AsSpan(start, end - start).Fill(PricingStatus.Ok);
                usable += end - start;
            }
            else
            {
                usable += EvaluateSingly(start, end, forward, yearsToExpiry);
            }
        }

        return usable;
    }

    [HotPath]
    private int EvaluateSingly(int start, int end, double forward, double yearsToExpiry)
    {
        var usable = 0;
        for (var i = start; i < end; i++)
        {
            var input = new OptionInput(_kinds[i], forward, Input(StrikeColumn, i), yearsToExpiry, Input(VolatilityColumn, i));
            _statuses[i] = Black76.Evaluate(in input, out var greeks);
            usable += greeks.IsFinite ? 1 : 0;
            Write(i, in greeks);
        }

        return usable;
    }

    [HotPath]
    private void Set(int index, OptionKind kind, double strike, double volatility)
    {
        var isRegular = strike is >= PriceMin and <= PriceMax && kind is OptionKind.Call or OptionKind.Put;
        _kinds[index] = kind;
        SetInput(StrikeColumn, index, strike);
        SetInput(LogStrikeColumn, index, isRegular ? Black76.LogMoneyness(strike, _reference) : double.NaN);
        SetInput(PerStrikeColumn, index, 1.0 / strike);
        SetInput(SignColumn, index, kind == OptionKind.Call ? 1.0 : -1.0);
        SetInput(VolatilityColumn, index, volatility);
        SetInput(PerVolatilityColumn, index, 1.0 / volatility);
    }

    [HotPath]
    private void Write(int index, in Greeks greeks)
    {
        SetOutput(Greek.Price, index, greeks.Price);
        SetOutput(Greek.Delta, index, greeks.Delta);
        SetOutput(Greek.PremiumAdjustedDelta, index, greeks.PremiumAdjustedDelta);
        SetOutput(Greek.Gamma, index, greeks.Gamma);
        SetOutput(Greek.Vega, index, greeks.Vega);
        SetOutput(Greek.Theta, index, greeks.Theta);
        SetOutput(Greek.Rho, index, greeks.Rho);
        SetOutput(Greek.Vanna, index, greeks.Vanna);
        SetOutput(Greek.Volga, index, greeks.Volga);
        SetOutput(Greek.Charm, index, greeks.Charm);
        SetOutput(Greek.Speed, index, greeks.Speed);
        SetOutput(Greek.Color, index, greeks.Color);
        SetOutput(Greek.Zomma, index, greeks.Zomma);
        SetOutput(Greek.Ultima, index, greeks.Ultima);
        SetOutput(Greek.Veta, index, greeks.Veta);
    }

    [HotPath]
    private double Input(nuint column, int index) => _inputs[((int)column * _stride) + index];

    [HotPath]
    private void SetInput(nuint column, int index, double value) => _inputs[((int)column * _stride) + index] = value;

    [HotPath]
    private double Output(Greek column, int index) => _outputs[((int)column * _stride) + index];

    [HotPath]
    private void SetOutput(Greek column, int index, double value) => _outputs[((int)column * _stride) + index] = value;
}
