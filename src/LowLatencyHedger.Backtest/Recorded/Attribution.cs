using LowLatencyHedger.Pricing;

namespace LowLatencyHedger.Backtest.Recorded;

/// <summary>
/// Takes the change of the account's coins apart, step by step, with the Greeks of the step's beginning. Coins become USD at the index of
/// the step's end. Thread: the run's.
/// </summary>
internal sealed class Attribution
{
    private static readonly int s_lines = Enum.GetValues<ProfitLine>().Length;
    private readonly double[] _step = new double[s_lines];
    private readonly double[] _today = new double[s_lines];
    private readonly double[] _usd = new double[s_lines];
    private readonly List<double[]> _days = [];

    public IReadOnlyList<double> Usd => _usd;

    public double ProfitCoins { get; private set; }

    /// <summary>Each day's lines, USD.</summary>
    public IReadOnlyList<double[]> Days => _days;

    public double ProfitUsd => _usd.Sum();

    /// <summary>Coins.</summary>
    public void Add(ProfitLine line, double coins) => _step[(int)line] += coins;

    /// <summary>
    /// One option over a step: the Taylor series of its value in coins, V/F, up to the third order in the forward and the second in the
    /// rest.
    /// </summary>
    public void AddOption(double coins, in Greeks g, double forward, double dForward, double dVolatility, double dYears)
    {
        var scale = coins / forward;
        var slope = g.PremiumAdjustedDelta / forward;
        var bend = (g.Gamma - (2 * slope)) / forward;
        var third = (g.Speed - (3 * bend)) / forward;
        Add(ProfitLine.OptionDelta, coins * slope * dForward);
        Add(ProfitLine.Gamma, 0.5 * coins * bend * dForward * dForward);
        Add(ProfitLine.Vega, scale * g.Vega * dVolatility);
        Add(ProfitLine.Theta, scale * g.Theta * dYears);
        Add(
            ProfitLine.Cross,
            scale * (((g.Vanna - (g.Vega / forward)) * dForward * dVolatility)
                + (0.5 * g.Volga * dVolatility * dVolatility)
                + ((g.Charm - (g.Theta / forward)) * dForward * dYears)
                + (g.Veta * dVolatility * dYears))
                + (coins * third * dForward * dForward * dForward / 6));
    }

    /// <summary>All that was added since the last step, or was taken; the next begins from nothing.</summary>
    public double[] Take()
    {
        double[] taken = [.. _step];
        Array.Clear(_step);
        return taken;
    }

    /// <summary>Coins, by <see cref="ProfitLine"/>.</summary>
    public void Add(double[] lines)
    {
        for (var i = 0; i < s_lines; i++)
        {
            _step[i] += lines[i];
        }
    }

    /// <summary>The step is over.</summary>
    /// <param name="changeCoins">By how much the account has changed.</param>
    /// <param name="price">USD per coin.</param>
    public void EndStep(double changeCoins, double price)
    {
        _step[(int)ProfitLine.Unexplained] = changeCoins - _step.Sum();
        ProfitCoins += changeCoins;
        for (var i = 0; i < s_lines; i++)
        {
            _usd[i] += price * _step[i];
            _today[i] += price * _step[i];
            _step[i] = 0;
        }
    }

    public void EndDay()
    {
        _days.Add([.. _today]);
        Array.Clear(_today);
    }
}
