using System.ComponentModel;
using System.Diagnostics;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace LowLatencyHedger.App.Tests.Monitor;

/// <summary>A headless Chromium with one page, driven over its DevTools protocol.</summary>
internal sealed class Chromium : IAsyncDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    private readonly Process _process;
    private readonly string _profile;
    private readonly ClientWebSocket _socket = new();
    private int _lastId;

    private Chromium(Process process, string profile)
    {
        _process = process;
        _profile = profile;
    }

    /// <summary>Null when there is no Chromium.</summary>
    public static async Task<Chromium?> StartAsync()
    {
        var profile = Directory.CreateTempSubdirectory("hedger-chromium-").FullName;
        var start = new ProcessStartInfo("chromium")
        {
            ArgumentList =
            {
                "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--hide-scrollbars", "--remote-debugging-port=0",
                "--user-data-dir=" + profile, "about:blank",
            },
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        };
        Process process;
        try
        {
            process = Process.Start(start)!;
        }
        catch (Win32Exception)
        {
            Directory.Delete(profile);
            return null;
        }

        var chromium = new Chromium(process, profile);
        try
        {
            await chromium.AttachAsync();
            return chromium;
        }
        catch
        {
            await chromium.DisposeAsync();
            throw;
        }
    }

    public Task OpenAsync(Uri address) => CallAsync("Page.navigate", new JsonObject { ["url"] = address.ToString() });

    public Task ResizeAsync(int width, int height) => CallAsync(
        "Emulation.setDeviceMetricsOverride",
        new JsonObject { ["width"] = width, ["height"] = height, ["deviceScaleFactor"] = 1, ["mobile"] = width < 500 });

    /// <summary>The value of an expression in the page.</summary>
    public async Task<JsonNode?> EvaluateAsync(string expression)
    {
        var reply = await CallAsync("Runtime.evaluate", new JsonObject { ["expression"] = expression, ["returnByValue"] = true });
        Assert.True(reply["exceptionDetails"] is null, $"{expression}: {reply}");
        return reply["result"]!["value"];
    }

    public async Task<string> TextAsync(string selector) => (string)(await EvaluateAsync($"document.querySelector({JsonValue.Create(selector).ToJsonString()})?.textContent ?? ''"))!;

    /// <summary>Waits until an expression in the page is true.</summary>
    public async Task UntilAsync(string expression, string what)
    {
        var watch = Stopwatch.StartNew();
        while ((await EvaluateAsync($"!!({expression})"))?.GetValue<bool>() != true)
        {
            Assert.True(watch.Elapsed < s_patience, $"{what}; the page says {await TextAsync("body")}");
            await Task.Delay(50);
        }
    }

    /// <summary>A key pressed and released, as the keyboard sends it: Tab, Enter.</summary>
    public async Task PressAsync(string key)
    {
        var code = key switch { "Tab" => 9, "Enter" => 13, _ => throw new ArgumentException(key, nameof(key)) };
        foreach (var type in new[] { "keyDown", "keyUp" })
        {
            var parameters = new JsonObject { ["type"] = type, ["key"] = key, ["code"] = key, ["windowsVirtualKeyCode"] = code };
            if (code == 13 && type == "keyDown")
            {
                parameters["text"] = "\r";
            }

            await CallAsync("Input.dispatchKeyEvent", parameters);
        }
    }

    /// <summary>Tab until an element has the focus.</summary>
    public async Task TabToAsync(string selector)
    {
        for (var i = 0; i < 40; i++)
        {
            await PressAsync("Tab");
            if ((await EvaluateAsync($"document.activeElement === document.querySelector('{selector}')"))!.GetValue<bool>())
            {
                return;
            }
        }

        Assert.Fail($"the keyboard does not reach {selector}");
    }

    public Task TypeAsync(string text) => CallAsync("Input.insertText", new JsonObject { ["text"] = text });

    public async Task<byte[]> ScreenshotAsync()
    {
        var reply = await CallAsync("Page.captureScreenshot", new JsonObject { ["format"] = "png" });
        return Convert.FromBase64String((string)reply["data"]!);
    }

    public async ValueTask DisposeAsync()
    {
        _socket.Dispose();
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync();
        }

        _process.Dispose();
        for (var tries = 0; tries < 20 && Directory.Exists(_profile); tries++)
        {
            try
            {
                Directory.Delete(_profile, recursive: true);
            }
            catch (IOException)
            {
                // A helper process writes its last.
                await Task.Delay(100);
            }
        }
    }

    private async Task AttachAsync()
    {
        using var patience = new CancellationTokenSource(s_patience);
        string? line;
        do
        {
            line = await _process.StandardError.ReadLineAsync(patience.Token) ?? throw new IOException("chromium has ended");
        }
        while (!line.StartsWith("DevTools listening on ", StringComparison.Ordinal));

        _ = _process.StandardError.ReadToEndAsync(CancellationToken.None);
        _ = _process.StandardOutput.ReadToEndAsync(CancellationToken.None);
        using var http = new HttpClient();
        var port = new Uri(line.Split(' ')[^1]).Port;
        JsonNode? page = null;
        while (page is null)
        {
            var targets = JsonNode.Parse(await http.GetStringAsync(new Uri($"http://127.0.0.1:{port}/json"), patience.Token))!.AsArray();
            page = targets.FirstOrDefault(target => (string)target!["type"]! == "page");
            await Task.Delay(50, patience.Token);
        }

        await _socket.ConnectAsync(new Uri((string)page["webSocketDebuggerUrl"]!), patience.Token);
        await CallAsync("Page.enable", []);
    }

    private async Task<JsonObject> CallAsync(string method, JsonObject parameters)
    {
        using var patience = new CancellationTokenSource(s_patience);
        var id = ++_lastId;
        var call = new JsonObject { ["id"] = id, ["method"] = method, ["params"] = parameters };
        await _socket.SendAsync(Encoding.UTF8.GetBytes(call.ToJsonString()), WebSocketMessageType.Text, true, patience.Token);
        while (true)
        {
            using var message = new MemoryStream();
            var part = new byte[65_536];
            WebSocketReceiveResult result;
            do
            {
                result = await _socket.ReceiveAsync(part, patience.Token);
                message.Write(part, 0, result.Count);
            }
            while (!result.EndOfMessage);

            // Events come in between; nobody here waits for one.
            if (JsonNode.Parse(message.ToArray()) is JsonObject reply && (int?)reply["id"] == id)
            {
                return reply["result"] as JsonObject ?? throw new JsonException($"{method}: {reply}");
            }
        }
    }
}
