using System.Text.Json;
using System.Text.Json.Serialization;
using LowLatencyHedger.Core.Hedging.Policies;

namespace LowLatencyHedger.Backtest.Recorded;

/// <summary>
/// A backtest's configuration file, not changed once it is read. Units are the last word of a name. Every key is optional but the policies.
/// </summary>
public sealed record BacktestSettings
{
    /// <summary>
    /// The folder with the recordings; null: HEDGER_RECORDINGS, or <c>../shared/data</c> seen from the working directory.
    /// </summary>
    public string? Data { get; set; }

    /// <summary>What moves the market.</summary>
    public string Market { get; set; } = "chains";

    /// <summary>For the market <c>series</c>: a file or pattern below the folder with the recordings.</summary>
    public string? Series { get; set; }

    /// <summary>Of options where no chains are recorded, and of the price of <c>gbm</c>: 0.6 is 60 % a year.</summary>
    public double Volatility { get; set; } = 0.6;

    /// <summary>Of <c>gbm</c> at its start, USD.</summary>
    public double StartPrice { get; set; } = 90_000;

    /// <summary>Whose options: BTC or ETH.</summary>
    public string Currency { get; set; } = "BTC";

    /// <summary>First day, UTC.</summary>
    public DateOnly From { get; set; } = new(2026, 1, 1);

    /// <summary>Last day, UTC, in it.</summary>
    public DateOnly To { get; set; } = new(2026, 4, 30);

    /// <summary>Of the book and of what happens between two snapshots.</summary>
    public long Seed { get; set; } = 1;

    /// <summary>Options held at any time; one that expires is replaced at the next snapshot.</summary>
    public int Options { get; set; } = 200;

    /// <summary>The part of them that is sold.</summary>
    public double SoldFraction { get; set; } = 0.6;

    /// <summary>Of each, coins, in the median.</summary>
    public double PositionCoins { get; set; } = 2;

    /// <summary>Money at the start.</summary>
    public double EquityCoins { get; set; } = 500;

    public int StepSeconds { get; set; } = 60;

    /// <summary>In the two hours before options expire, where gamma is largest.</summary>
    public int FineStepSeconds { get; set; } = 10;

    /// <summary>Of volatilities between two snapshots: 0.8 is 80 % a year.</summary>
    public double VolOfVol { get; set; } = 0.8;

    /// <summary>What is compared, as the command line writes policies.</summary>
    public string[] Policies { get; set; } = [];

    /// <summary>No policy leaves more on either side of its target.</summary>
    public double MaxBandCoins { get; set; } = 10;

    /// <summary>What a policy counts for an order besides fees and spread.</summary>
    public double FixedOrderCostUsd { get; set; } = 0.1;

    /// <summary>From a decision to the venue's engine, and the same from there back.</summary>
    public double LatencyMillis { get; set; } = 5;

    /// <summary>Of the perpetual's best prices around its mid price.</summary>
    public double HalfSpreadBps { get; set; } = 0.5;

    /// <summary>Behind the best prices; each offers as much.</summary>
    public double LevelBps { get; set; } = 1;

    /// <summary>At each of three levels, until the next step.</summary>
    public double DepthUsd { get; set; } = 100_000;

    public double MaxOrderUsd { get; set; } = 200_000;

    /// <summary>Of the perpetual.</summary>
    public double TakerBps { get; set; } = 5;

    /// <summary>Of the underlying, at most an eighth of the option's price.</summary>
    public double OptionFeeBps { get; set; } = 3;

    /// <summary>Paid by who is long the perpetual, in eight hours, besides what its basis makes; the recordings have none.</summary>
    public double FundingBps { get; set; } = 0.3;

    /// <summary>Standard deviation of what the perpetual is dearer or cheaper than the index; it reverts to zero.</summary>
    public double BasisBps { get; set; } = 3;

    /// <summary>In which the basis loses all but 1/e of what it is.</summary>
    public double BasisHours { get; set; } = 4;

    /// <summary>Between two tickers of an option; forwards follow the perpetual's book in between.</summary>
    public int OptionTickerSeconds { get; set; } = 60;

    /// <summary>Between two points of the plots.</summary>
    public int SampleMinutes { get; set; } = 60;

    /// <exception cref="JsonException">The text is no such configuration.</exception>
    public static BacktestSettings Parse(string json) =>
        JsonSerializer.Deserialize(json, BacktestJsonContext.Default.BacktestSettings) ?? throw new JsonException("the file is empty");

    /// <summary>The same on another market: <c>chains</c>, <c>gbm</c>, or a file of prices; null: the same.</summary>
    public BacktestSettings On(string? market) => market switch
    {
        null => this,
        "chains" or "gbm" => this with { Market = market },
        _ => this with { Market = "series", Series = market },
    };

    /// <summary>What is wrong, one line each.</summary>
    public IReadOnlyList<string> Validate()
    {
        var problems = new List<string>();
        Require(problems, Market is "chains" or "series" or "gbm", "market must be chains, series or gbm");
        Require(
            problems, Market != "series" || Series is { Length: > 0 }, "market series needs series: a file below the folder with the recordings");
        Require(problems, Volatility is > 0 and <= 5 && StartPrice is >= 1 and <= 1e7, "volatility must be above 0, startPrice at least 1");
        Require(problems, Currency is "BTC" or "ETH", "currency must be BTC or ETH");
        Require(problems, To >= From && To.DayNumber - From.DayNumber <= 3_660, "from must not be after to");
        Require(problems, Options is >= 1 and <= 2_000, "options must be 1 to 2000");
        Require(problems, SoldFraction is >= 0 and <= 1, "soldFraction must be 0 to 1");
        Require(problems, PositionCoins is >= 0.1 and <= 10_000, "positionCoins must be 0.1 to 10000");
        Require(problems, EquityCoins is > 0 and <= 1e7, "equityCoins must be above 0");
        Require(problems, StepSeconds is >= 1 and <= 60 && 3_600 % StepSeconds == 0, "stepSeconds must divide an hour and be at most 60");
        Require(
            problems, FineStepSeconds >= 1 && FineStepSeconds <= StepSeconds && 3_600 % FineStepSeconds == 0, "fineStepSeconds must divide an hour");
        Require(problems, VolOfVol is >= 0 and <= 5, "volOfVol must be 0 to 5");
        Require(problems, Policies.Length is >= 1 and <= 16, "policies must name 1 to 16 policies");
        Require(problems, MaxBandCoins is > 0 and <= 1e5, "maxBandCoins must be above 0");
        Require(problems, LatencyMillis is >= 0 and <= 4_000, "latencyMillis must be 0 to 4000");
        Require(problems, HalfSpreadBps is >= 0 and <= 50 && LevelBps is >= 0 and <= 50, "halfSpreadBps and levelBps must be 0 to 50");
        Require(problems, DepthUsd >= 1_000 && MaxOrderUsd is >= 1_000 and <= 1e8, "depthUsd and maxOrderUsd must be at least 1000");
        Require(problems, TakerBps is >= 0 and <= 100 && OptionFeeBps is >= 0 and <= 100, "fees must be 0 to 100 bps");
        Require(problems, Math.Abs(FundingBps) <= 100, "fundingBps must be within 100");
        Require(problems, BasisBps is >= 0 and <= 100 && BasisHours is > 0 and <= 1_000, "basisBps must be 0 to 100, basisHours above 0");
        Require(problems, OptionTickerSeconds is >= 1 and <= 240, "optionTickerSeconds must be 1 to 240");
        Require(problems, FixedOrderCostUsd is >= 0 and <= 1e4, "fixedOrderCostUsd must be 0 to 10000");
        Require(problems, SampleMinutes is >= 1 and <= 1_440, "sampleMinutes must be 1 to 1440");
        foreach (var policy in Policies)
        {
            Require(problems, PolicySpec.TryParse(policy, out _, out var error), $"policies: {error}");
        }

        return problems;
    }

    private static void Require(List<string> problems, bool isTrue, string problem)
    {
        if (!isTrue)
        {
            problems.Add(problem);
        }
    }
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    ReadCommentHandling = JsonCommentHandling.Skip,
    AllowTrailingCommas = true)]
[JsonSerializable(typeof(BacktestSettings))]
internal sealed partial class BacktestJsonContext : JsonSerializerContext;
