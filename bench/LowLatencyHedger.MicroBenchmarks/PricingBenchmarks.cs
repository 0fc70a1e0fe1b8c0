using BenchmarkDotNet.Attributes;
using LowLatencyHedger.Pricing;

namespace LowLatencyHedger.MicroBenchmarks;

/// <summary>An expiry of 128 options, 30 days, strikes within two standard deviations; times are for one option.</summary>
[MemoryDiagnoser]
public class PricingBenchmarks
{
    private const int Count = 128;
    private const double Forward = 60_000;
    private const double Years = 30.0 / 365;

    private readonly OptionInput[] _inputs = new OptionInput[Count];
    private readonly double[] _prices = new double[Count];
    private readonly ExpiryGreeks _expiry = new(Count, Forward);

    public PricingBenchmarks()
    {
        var random = new Random(9_101);
        for (var i = 0; i < Count; i++)
        {
            var volatility = 0.4 + (0.5 * random.NextDouble());
            var strike = Forward * Math.Exp(((4 * random.NextDouble()) - 2) * volatility * Math.Sqrt(Years));
            _inputs[i] = new OptionInput(i % 2 == 0 ? OptionKind.Call : OptionKind.Put, Forward, strike, Years, volatility);
            _expiry.Add(_inputs[i].Kind, strike, volatility);
            Black76.Evaluate(_inputs[i], out var greeks);
            _prices[i] = greeks.Price;
        }
    }

    [Benchmark(Baseline = true, OperationsPerInvoke = Count)]
    public double ScalarGreeks()
    {
        var sum = 0.0;
        foreach (ref readonly var input in _inputs.AsSpan())
        {
            Black76.Evaluate(in input, out var greeks);
            sum += greeks.Delta;
        }

        return sum;
    }

    [Benchmark(OperationsPerInvoke = Count)]
    public int BatchGreeks() => _expiry.Evaluate(Forward, Years);

    [Benchmark(OperationsPerInvoke = Count)]
    public double ImpliedVolatilities()
    {
        var sum = 0.0;
        for (var i = 0; i < Count; i++)
        {
            ImpliedVolatility.Solve(_inputs[i].Kind, _prices[i], Forward, _inputs[i].Strike, Years, out var volatility);
            sum += volatility;
        }

        return sum;
    }

    [Benchmark(OperationsPerInvoke = Count)]
    public double MertonGreeks()
    {
        var sum = 0.0;
        var jumps = new JumpParameters(12, -0.02, 0.05);
        foreach (ref readonly var input in _inputs.AsSpan())
        {
            var carry = new CarryInput(input.Kind, Forward, input.Strike, Years, input.Volatility, 0, 0);
            JumpDiffusion.Evaluate(in carry, in jumps, out var greeks);
            sum += greeks.Delta;
        }

        return sum;
    }
}
