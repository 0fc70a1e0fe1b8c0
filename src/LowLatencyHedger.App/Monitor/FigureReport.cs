using System.Text.Json.Nodes;
using LowLatencyHedger.Core.Snapshots;

namespace LowLatencyHedger.App.Monitor;

/// <summary>
/// The core's figures of one underlying as JSON: worst scenario and value at risk, where the profit came from, how well and at what cost it is
/// hedged.
/// </summary>
internal static class FigureReport
{
    /// <summary>Every line of the profit by its name.</summary>
    public static IReadOnlyList<(string Name, Func<FigureSnapshot, double> Usd)> Lines { get; } =
    [
        ("delta", figures => figures.Profit.DeltaUsd),
        ("hedge", figures => figures.Profit.HedgeUsd),
        ("gamma", figures => figures.Profit.GammaUsd),
        ("theta", figures => figures.Profit.ThetaUsd),
        ("vega", figures => figures.Profit.VegaUsd),
        ("vanna", figures => figures.Profit.VannaUsd),
        ("volga", figures => figures.Profit.VolgaUsd),
        ("charm", figures => figures.Profit.CharmUsd),
        ("veta", figures => figures.Profit.VetaUsd),
        ("speed", figures => figures.Profit.SpeedUsd),
        ("optionTrades", figures => figures.Profit.OptionTradesUsd),
        ("coins", figures => figures.Profit.CoinsUsd),
        ("fees", figures => figures.Profit.FeesUsd),
        ("slippage", figures => figures.Profit.SlippageUsd),
        ("unexplained", figures => figures.UnexplainedUsd),
    ];

    /// <summary>Null while the core has not told them.</summary>
    public static JsonObject? ToJson(EnginePicture picture, int place) => Of(picture, place) is not { } figures ? null : new JsonObject
    {
        ["scenarioLossUsd"] = StatusDocument.Number(figures.ScenarioLossUsd, 2),
        ["worstMovePct"] = StatusDocument.Number(figures.WorstMovePct, 2),
        ["worstVolatility"] = figures.WorstVolStep switch { < 0 => "down", 0 => "same", _ => "up" },
        ["valueAtRiskUsd"] = StatusDocument.Number(figures.ValueAtRiskUsd, 2),
        ["expectedShortfallUsd"] = StatusDocument.Number(figures.ShortfallUsd, 2),
        ["attribution"] = Attribution(figures),
        ["varianceReduction"] = StatusDocument.Number(figures.VarianceReduction, 4),
        ["offsetRatio"] = StatusDocument.Number(figures.OffsetRatio, 4),
        ["determination"] = StatusDocument.Number(figures.Determination, 4),
        ["hedgeErrorUsdPerDay"] = StatusDocument.Number(figures.HedgeErrorUsdPerDay, 2),
        ["effectivenessSamples"] = figures.EffectivenessSamples,
        ["hedgeCostUsd"] = StatusDocument.Number(figures.HedgeCostUsd, 2),
        ["optimalCostUsd"] = StatusDocument.Number(figures.OptimalCostUsd, 2),
        ["costOverOptimum"] = StatusDocument.Number(figures.HedgeCostUsd / figures.OptimalCostUsd, 4),
    };

    /// <summary>Of the underlying at a place in the configuration.</summary>
    public static FigureSnapshot? Of(EnginePicture picture, int place) =>
        picture.Figures.Where(figures => figures.Place == place).Select(figures => (FigureSnapshot?)figures).FirstOrDefault();

    private static JsonObject Attribution(FigureSnapshot figures)
    {
        var lines = new JsonObject { ["totalUsd"] = StatusDocument.Number(figures.ProfitUsd, 2) };
        foreach (var (name, usd) in Lines)
        {
            lines[name + "Usd"] = StatusDocument.Number(usd(figures), 2);
        }

        lines["fundingEstimateUsd"] = StatusDocument.Number(figures.Profit.FundingUsd, 2);
        return lines;
    }
}
