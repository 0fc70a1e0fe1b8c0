using LowLatencyHedger.Pricing;

namespace LowLatencyHedger.App.Bench;

/// <summary>
/// Implied volatility over the trading range: 30 % to 130 %, an expiry of 30 days, strikes within three standard deviations. The floor is
/// one value at a given volatility, no Greeks.
/// </summary>
internal sealed class IvBenchmark : IBenchmark
{
    private const int Count = 1_024;
    private const double Forward = 60_000;
    private const double Years = 30.0 / 365;

    private readonly OptionKind[] _kinds = new OptionKind[Count];
    private readonly double[] _prices = new double[Count];
    private readonly double[] _strikes = new double[Count];
    private readonly double[] _volatilities = new double[Count];
    private readonly double[] _solved = new double[Count];
    private readonly ImpliedVolatilityStatus[] _statuses = new ImpliedVolatilityStatus[Count];

    public string Name => "iv";

    public IReadOnlyList<BenchRow> Run(Rounds rounds)
    {
        var random = new Random(6_402);
        for (var i = 0; i < Count; i++)
        {
            _kinds[i] = random.Next(2) == 0 ? OptionKind.Call : OptionKind.Put;
            _volatilities[i] = 0.3 + random.NextDouble();
            _strikes[i] = Forward * Math.Exp(((6 * random.NextDouble()) - 3) * _volatilities[i] * Math.Sqrt(Years));
            Black76.Evaluate(new OptionInput(_kinds[i], Forward, _strikes[i], Years, _volatilities[i]), out var greeks);
            _prices[i] = greeks.Price;
        }

        var price = new Work("scalarPrice", Count, Price);
        return [rounds.Compare(new Work("solve", Count, Solve), price), rounds.Compare(new Work("solveBatch", Count, SolveBatch), price)];
    }

    private void Solve()
    {
        for (var i = 0; i < Count; i++)
        {
            _statuses[i] = ImpliedVolatility.Solve(_kinds[i], _prices[i], Forward, _strikes[i], Years, out _solved[i]);
        }
    }

    private void SolveBatch() => ImpliedVolatility.Solve(_kinds, _prices, Forward, _strikes, Years, _solved, _statuses);

    private void Price()
    {
        for (var i = 0; i < Count; i++)
        {
            var strike = _strikes[i];
            var timeValue = NormalisedBlack.Value(-Math.Abs(Black76.LogMoneyness(Forward, strike)), _volatilities[i] * Math.Sqrt(Years));
            var intrinsic = Math.Max(_kinds[i] == OptionKind.Call ? Forward - strike : strike - Forward, 0);
            _solved[i] = intrinsic + (timeValue * Math.Sqrt(Forward * strike));
        }
    }
}
