using LowLatencyHedger.Core.Snapshots;
using LowLatencyHedger.Primitives;
using LowLatencyHedger.Simulation.Exchange;

namespace LowLatencyHedger.Simulation.Tests.Closed;

/// <summary>The profit of a run, explained while it runs.</summary>
public sealed class AttributionTests
{
    [Theory]
    [InlineData(1, false)]
    [InlineData(2, true)]
    public void Run_TradedAndHedged_LeavesHardlyAnythingUnexplained(int seed, bool hasJumps)
    {
        var market = ClosedLoop.BusyMarket with { Volatility = 0.9, Market = hasJumps ? MarketModel.Jumps : MarketModel.Gbm, JumpsPerYear = 500_000 };
        using var loop = new ClosedLoop(seed, exchange: market);
        loop.Start();
        loop.Engine.Run(60 * Nanos.PerSecond);
        for (var place = 0; place < 2; place++)
        {
            var state = loop.Engine.Snapshot(place);
            loop.Engine.Core.View.ReadFigures(place, out var figures);
            var lines = figures.Profit;
            var text = Describe(figures);
            Console.WriteLine(text);
            Assert.True(state.HedgeFills > 0 && state.OptionFills > 0, loop.Describe());
            Assert.Equal(state.ProfitUsd, figures.ProfitUsd, 0.05 * lines.Gross);
            Assert.True(Math.Abs(figures.UnexplainedUsd) < 0.001 * lines.Gross, text);

            // Fees and slippage are those of the account; without the hedge's line much would be unexplained.
            Assert.Equal(-state.FeesUsd, lines.FeesUsd, 1e-3 * state.FeesUsd);
            Assert.Equal(-state.SlippageUsd, lines.SlippageUsd, 1e-6 * Math.Abs(state.SlippageUsd));
            Assert.True(Math.Abs(figures.UnexplainedUsd + lines.HedgeUsd) > 0.02 * lines.Gross || Math.Abs(lines.HedgeUsd) < 0.02 * lines.Gross, text);
            Assert.True(figures.HedgeCostUsd > 0 && figures.EffectivenessSamples >= 5, text);
            Assert.True(figures.ScenarioLossUsd > 0 && figures.ShortfallUsd >= figures.ValueAtRiskUsd && figures.Rounds > 0, text);
        }
    }

    private static string Describe(in FigureSnapshot figures)
    {
        var lines = figures.Profit;
        return $"profit {figures.ProfitUsd:0.00} = delta {lines.DeltaUsd:0.00} gamma {lines.GammaUsd:0.00} theta {lines.ThetaUsd:0.00} vega {lines.VegaUsd:0.00}"
            + $" vanna {lines.VannaUsd:0.00} volga {lines.VolgaUsd:0.00} charm {lines.CharmUsd:0.00} veta {lines.VetaUsd:0.00} speed {lines.SpeedUsd:0.00}"
            + $" hedge {lines.HedgeUsd:0.00} option trades {lines.OptionTradesUsd:0.00} coins {lines.CoinsUsd:0.00} fees {lines.FeesUsd:0.00}"
            + $" slippage {lines.SlippageUsd:0.00} unexplained {figures.UnexplainedUsd:0.00} (funding {lines.FundingUsd:0.00});"
            + $" worst {figures.ScenarioLossUsd:0} at {figures.WorstMovePct:0} % vol {figures.WorstVolStep}, VaR {figures.ValueAtRiskUsd:0} ES {figures.ShortfallUsd:0};"
            + $" reduction {figures.VarianceReduction:0.000} offset {figures.OffsetRatio:0.000} R2 {figures.Determination:0.000} error {figures.HedgeErrorUsdPerDay:0};"
            + $" cost {figures.HedgeCostUsd:0.00} optimum {figures.OptimalCostUsd:0.00}";
    }
}
