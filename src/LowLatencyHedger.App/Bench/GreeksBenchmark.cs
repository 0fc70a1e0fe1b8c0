using LowLatencyHedger.App.Engine;
using LowLatencyHedger.Pricing;

namespace LowLatencyHedger.App.Bench;

/// <summary>
/// All Greeks of an option, a vector of options at a time beside one at a time; and what a tick costs the core with a book of 10,000
/// options beside one of 100: the ordinary tick, and the mean of 256 ms of ticks with all the fresh valuations that fall due meanwhile.
/// </summary>
internal sealed class GreeksBenchmark : IBenchmark
{
    private const int ManyOptions = 1_024;
    private const int OneExpiry = 40;
    private const double Forward = 60_000;
    private const double Years = 30.0 / 365;

    public string Name => "greeks";

    public IReadOnlyList<BenchRow> Run(Rounds rounds)
    {
        var large = new ScratchCore(10_000);
        var small = new ScratchCore(100);
        return
        [
            Batch(rounds, "allGreeksBatch", ManyOptions),
            Batch(rounds, "allGreeksOneExpiry", OneExpiry),
            Tick("tickOf", 64),
            Tick("meanTickOf", 2_560),
        ];

        BenchRow Tick(string name, int ticks) => rounds.Compare(
            new Work(name + "10000Options", ticks, () => large.Tick(ticks)), new Work(name + "100Options", ticks, () => small.Tick(ticks)));
    }

    private static BenchRow Batch(Rounds rounds, string name, int options)
    {
        var random = new Random(7_601);
        var expiry = new ExpiryGreeks(options, Forward);
        var inputs = new OptionInput[options];
        for (var i = 0; i < options; i++)
        {
            var kind = i % 2 == 0 ? OptionKind.Call : OptionKind.Put;
            var volatility = 0.4 + (0.5 * random.NextDouble());
            var strike = Forward * Math.Exp(((4 * random.NextDouble()) - 2) * volatility * Math.Sqrt(Years));
            inputs[i] = new OptionInput(kind, Forward, strike, Years, volatility);
            expiry.Add(kind, strike, volatility);
        }

        var results = new Greeks[options];
        return rounds.Compare(new Work(name, options, () => expiry.Evaluate(Forward, Years)), new Work("allGreeksScalar", options, Scalar));

        void Scalar()
        {
            for (var i = 0; i < inputs.Length; i++)
            {
                Black76.Evaluate(in inputs[i], out results[i]);
            }
        }
    }
}
