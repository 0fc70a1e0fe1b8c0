using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Text.Json;
using LowLatencyHedger.Core.Events;
using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.App.Journaling;

/// <summary>
/// The fields of an event by their names, whatever they are: a field that is added later shows by itself. Slow; for looking at journals.
/// </summary>
internal static class EventFields
{
    private static readonly FrozenDictionary<InputKind, FieldInfo> s_bodies = Enum.GetValues<InputKind>()
        .Select(kind => (Kind: kind, Field: typeof(InputEvent).GetField(kind switch
        {
            InputKind.BookChunk => nameof(InputEvent.Book),
            InputKind.OrderUpdate => nameof(InputEvent.Order),
            InputKind.RestoredPosition => nameof(InputEvent.Position),
            InputKind.RestoredFill => nameof(InputEvent.Fill),
            _ => kind.ToString(),
        })))
        .Where(pair => pair.Field is not null)
        .ToFrozenDictionary(pair => pair.Kind, pair => pair.Field!);

    /// <summary>What the event's kind says that it carries; null when it carries nothing.</summary>
    public static object? Body(in InputEvent input) => s_bodies.TryGetValue(input.Kind, out var field) ? field.GetValue(input) : null;

    public static void Write(Utf8JsonWriter json, object? value)
    {
        switch (value)
        {
            case null:
                json.WriteNullValue();
                break;
            case bool flag:
                json.WriteBooleanValue(flag);
                break;
            case double number when double.IsFinite(number):
                json.WriteNumberValue(number);
                break;
            case double:
                json.WriteNullValue();
                break;
            case Price price:
                WriteDecimal(json, price.Raw);
                break;
            case Quantity quantity:
                WriteDecimal(json, quantity.Raw);
                break;
            case InstrumentId instrument:
                json.WriteNumberValue(instrument.Index);
                break;
            case UnderlyingId underlying:
                json.WriteNumberValue(underlying.Index);
                break;
            case OrderRef order:
                json.WriteStringValue(FormattableString.Invariant($"{order.Epoch:x8}-{order.Number:x8}"));
                break;
            case BookBody book:
                WriteBook(json, book);
                break;
            case Enum or InlineText32 or ControlText:
                json.WriteStringValue(value.ToString());
                break;
            case IConvertible:
                json.WriteRawValue(FormattableString.Invariant($"{value}"));
                break;
            case OutputEvent output:
                WriteFields(json, value, field => !IsCovered(output, field));
                break;
            default:
                WriteFields(json, value);
                break;
        }
    }

    /// <summary>Another field lies in the same place, and this kind of output uses that one.</summary>
    private static bool IsCovered(in OutputEvent output, string field) => field switch
    {
        nameof(OutputEvent.ExchangeOrderId) => output.Kind is OutputKind.PlaceOrder or OutputKind.Alert,
        nameof(OutputEvent.Verdict) => output.Kind is not (OutputKind.PlaceOrder or OutputKind.Alert),
        nameof(OutputEvent.Severity) => output.Kind == OutputKind.PlaceOrder,
        nameof(OutputEvent.IsReduceOnly) => output.Kind != OutputKind.PlaceOrder,
        nameof(OutputEvent.Losses) => output.Kind != OutputKind.LossesMarked,
        nameof(OutputEvent.DeltaBefore) or nameof(OutputEvent.DeltaAfter) or nameof(OutputEvent.BandLower) or nameof(OutputEvent.BandUpper) =>
            output.Kind == OutputKind.LossesMarked,
        _ => false,
    };

    [DynamicDependency(DynamicallyAccessedMemberTypes.PublicFields, typeof(ClockBody))]
    [DynamicDependency(DynamicallyAccessedMemberTypes.PublicFields, typeof(InstrumentBody))]
    [DynamicDependency(DynamicallyAccessedMemberTypes.PublicFields, typeof(UnderlyingBody))]
    [DynamicDependency(DynamicallyAccessedMemberTypes.PublicFields, typeof(TickerBody))]
    [DynamicDependency(DynamicallyAccessedMemberTypes.PublicFields, typeof(QuoteBody))]
    [DynamicDependency(DynamicallyAccessedMemberTypes.PublicFields, typeof(IndexBody))]
    [DynamicDependency(DynamicallyAccessedMemberTypes.PublicFields, typeof(MarkVolBody))]
    [DynamicDependency(DynamicallyAccessedMemberTypes.PublicFields, typeof(TradeBody))]
    [DynamicDependency(DynamicallyAccessedMemberTypes.PublicFields, typeof(InstrumentStateBody))]
    [DynamicDependency(DynamicallyAccessedMemberTypes.PublicFields, typeof(PlatformStateBody))]
    [DynamicDependency(DynamicallyAccessedMemberTypes.PublicFields, typeof(OrderBody))]
    [DynamicDependency(DynamicallyAccessedMemberTypes.PublicFields, typeof(OrderRejectBody))]
    [DynamicDependency(DynamicallyAccessedMemberTypes.PublicFields, typeof(OrderNotFoundBody))]
    [DynamicDependency(DynamicallyAccessedMemberTypes.PublicFields, typeof(OrderNotSentBody))]
    [DynamicDependency(DynamicallyAccessedMemberTypes.PublicFields, typeof(FillBody))]
    [DynamicDependency(DynamicallyAccessedMemberTypes.PublicFields, typeof(PositionBody))]
    [DynamicDependency(DynamicallyAccessedMemberTypes.PublicFields, typeof(PortfolioBody))]
    [DynamicDependency(DynamicallyAccessedMemberTypes.PublicFields, typeof(SessionBody))]
    [DynamicDependency(DynamicallyAccessedMemberTypes.PublicFields, typeof(ControlBody))]
    [DynamicDependency(DynamicallyAccessedMemberTypes.PublicFields, typeof(SettingChangeBody))]
    [DynamicDependency(DynamicallyAccessedMemberTypes.PublicFields, typeof(EngineHealthBody))]
    [DynamicDependency(DynamicallyAccessedMemberTypes.PublicFields, typeof(NoticeBody))]
    [DynamicDependency(DynamicallyAccessedMemberTypes.PublicFields, typeof(LossFigures))]
    [DynamicDependency(DynamicallyAccessedMemberTypes.PublicFields, typeof(OutputEvent))]
    [DynamicDependency(DynamicallyAccessedMemberTypes.PublicFields, typeof(GateVerdict))]
    [UnconditionalSuppressMessage("Trimming", "IL2075", Justification = "The structs that come here are named above.")]
    private static void WriteFields(Utf8JsonWriter json, object value, Func<string, bool>? isShown = null)
    {
        json.WriteStartObject();
        foreach (var field in value.GetType().GetFields(BindingFlags.Public | BindingFlags.Instance))
        {
            if (isShown?.Invoke(field.Name) == false)
            {
                continue;
            }

            json.WritePropertyName(JsonNamingPolicy.CamelCase.ConvertName(field.Name));
            Write(json, field.GetValue(value));
        }

        json.WriteEndObject();
    }

    private static void WriteBook(Utf8JsonWriter json, BookBody book)
    {
        json.WriteStartObject();
        json.WriteNumber("changeId", book.ChangeId);
        json.WriteNumber("prevChangeId", book.PrevChangeId);
        ReadOnlySpan<BookLevel> levels = book.Levels;
        var bids = Math.Min((int)book.BidCount, levels.Length);
        WriteLevels(json, "bids", levels[..bids]);
        WriteLevels(json, "asks", levels.Slice(bids, Math.Min((int)book.AskCount, levels.Length - bids)));
        json.WriteEndObject();
    }

    private static void WriteLevels(Utf8JsonWriter json, string name, ReadOnlySpan<BookLevel> levels)
    {
        json.WriteStartArray(name);
        foreach (ref readonly var level in levels)
        {
            json.WriteStartArray();
            WriteDecimal(json, level.Price.Raw);
            WriteDecimal(json, level.Amount.Raw);
            json.WriteEndArray();
        }

        json.WriteEndArray();
    }

    private static void WriteDecimal(Utf8JsonWriter json, long raw) => json.WriteRawValue(raw == Decimal8.None ? "null" : Decimal8.ToText(raw));
}
