using System.Globalization;
using LowLatencyHedger.App.Verbs;
using LowLatencyHedger.Pricing;

namespace LowLatencyHedger.App.Pricing;

/// <summary>
/// The <c>price</c> verb: value and Greeks of each option from its volatility, in the venue's units. Black-76 at a rate of zero, as the
/// venue marks; a row with another rate is discounted with it.
/// </summary>
internal static class PriceCommand
{
    private const string MarkIvPct = "mark_iv_pct";
    private const string InterestRate = "interest_rate";
    private const string Results = "mark_price,delta,gamma,vega,theta,rho,delta_net,vanna,volga,charm,speed";
    private const double PointsPerUnit = 100.0;
    private const double DaysPerYear = 365.0;

    private static readonly string[] s_required = [OptionRow.InstrumentName, OptionRow.TimestampMillis, OptionRow.UnderlyingPrice, MarkIvPct];

    /// <summary>Prices every row. The exit code: 0, or 3 when the header or a row was wrong.</summary>
    public static int Run(TextReader input, string fileName, TextWriter output, TextWriter errors)
    {
        var rows = new CsvRows(input, fileName, errors);
        if (!rows.TryReadHeader(s_required, InterestRate))
        {
            return ExitCode.BadInput;
        }

        string[] echoed = rows.Has(InterestRate) ? [.. s_required, InterestRate] : s_required;
        output.WriteLine($"{string.Join(',', echoed)},{Results}");
        while (rows.TryReadNext())
        {
            if (TryPrice(rows, out var results))
            {
                var fields = echoed.Select(rows.Text).Concat(results.Select(Text));
                output.WriteLine(string.Join(',', fields));
            }
        }

        output.Flush();
        return rows.Mistakes == 0 ? ExitCode.Done : ExitCode.BadInput;
    }

    private static bool TryPrice(CsvRows rows, out double[] results)
    {
        results = [];
        var isGood = OptionRow.TryRead(rows, out var row);
        isGood &= rows.TryNumber(MarkIvPct, percent => percent >= 0.0, "a number from 0", out var volatilityPct);
        var rate = 0.0;
        if (rows.Has(InterestRate) && rows.Text(InterestRate).Length > 0)
        {
            isGood &= rows.TryNumber(InterestRate, _ => true, "a number or nothing", out rate);
        }

        if (!isGood)
        {
            return false;
        }

        var option = new OptionInput(row.Name.Kind, row.Forward, row.Name.Strike, row.YearsToExpiry, volatilityPct / PointsPerUnit);
        var greeks = Evaluate(in option, rate);
        if (!greeks.IsFinite)
        {
            rows.ReportColumn(MarkIvPct, $"a row whose results fit a double ({greeks.Status})");
            return false;
        }

        var venue = VenueUnits.From(in option, in greeks, row.Name.Style);
        results =
        [
            venue.MarkPrice, venue.Delta, venue.Gamma, venue.Vega, venue.Theta, venue.Rho, venue.NetTransactionDelta,
            greeks.Vanna / PointsPerUnit, greeks.Volga / (PointsPerUnit * PointsPerUnit), greeks.Charm / DaysPerYear, greeks.Speed,
        ];
        return true;
    }

    private static Greeks Evaluate(in OptionInput option, double rate)
    {
        Greeks greeks;
        if (rate == 0.0)
        {
            Black76.Evaluate(in option, out greeks);
        }
        else
        {
            var onFuture = new CarryInput(
                option.Kind, option.Forward, option.Strike, option.YearsToExpiry, option.Volatility, rate, carry: 0.0);
            GeneralisedBlackScholes.Evaluate(in onFuture, out greeks);
        }

        return greeks;
    }

    /// <summary>Adding zero turns -0 into 0.</summary>
    private static string Text(double value) => (value + 0.0).ToString("R", CultureInfo.InvariantCulture);
}
