using System.Globalization;
using LowLatencyHedger.App.Verbs;
using LowLatencyHedger.Pricing;

namespace LowLatencyHedger.App.Pricing;

/// <summary>The <c>iv</c> verb: the Black-76 volatility of each option's price, or the reason why the price has none.</summary>
internal static class IvCommand
{
    private const string PriceColumn = "price";

    private static readonly string[] s_required = [OptionRow.InstrumentName, OptionRow.TimestampMillis, OptionRow.UnderlyingPrice, PriceColumn];

    /// <summary>Solves every row. The exit code: 0, or 3 when the header or a row was wrong; an impossible price is not wrong.</summary>
    public static int Run(TextReader input, string fileName, TextWriter output, TextWriter errors)
    {
        var rows = new CsvRows(input, fileName, errors);
        if (!rows.TryReadHeader(s_required))
        {
            return ExitCode.BadInput;
        }

        output.WriteLine($"{string.Join(',', s_required)},iv_pct,reason");
        while (rows.TryReadNext())
        {
            if (TrySolve(rows, out var volatility, out var reason))
            {
                var percent = reason.Length == 0 ? (volatility * 100.0).ToString("R", CultureInfo.InvariantCulture) : "";
                output.WriteLine($"{string.Join(',', s_required.Select(rows.Text))},{percent},{reason}");
            }
        }

        output.Flush();
        return rows.Mistakes == 0 ? ExitCode.Done : ExitCode.BadInput;
    }

    private static bool TrySolve(CsvRows rows, out double volatility, out string reason)
    {
        volatility = double.NaN;
        reason = "";
        var isGood = OptionRow.TryRead(rows, out var row);
        var isAbsent = rows.Text(PriceColumn).Length == 0;
        var price = double.NaN;
        if (!isAbsent && !CsvRows.TryParse(rows.Text(PriceColumn), out price))
        {
            rows.ReportColumn(PriceColumn, "a number or nothing");
            isGood = false;
        }

        if (!isGood)
        {
            return false;
        }

        var (kind, style, strike, _) = row.Name;
        var value = style == SettlementStyle.Inverse ? price * row.Forward : price;
        var status = ImpliedVolatility.Solve(kind, value, row.Forward, strike, row.YearsToExpiry, out volatility);
        reason = isAbsent ? "no_price" : Reason(status);
        return true;
    }

    private static string Reason(ImpliedVolatilityStatus status) => status switch
    {
        ImpliedVolatilityStatus.Ok => "",
        ImpliedVolatilityStatus.NoTimeValue => "no_time_value",
        ImpliedVolatilityStatus.BelowIntrinsic => "below_intrinsic",
        ImpliedVolatilityStatus.AboveBound => "above_bound",
        ImpliedVolatilityStatus.Expired => "expired",
        ImpliedVolatilityStatus.NonFiniteInput => "not_finite",
        _ => "out_of_range",
    };
}
