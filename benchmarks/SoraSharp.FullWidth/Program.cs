using System.Globalization;
using SoraSharp;
using SoraSharp.FullWidth;
using SoraSharp.Models.Tensors;

// SoraSharp.FullWidth step CONFIG WIDTHxHEIGHTxFRAMES float32|bfloat16 EVALUATIONS [FOLDER]
// SoraSharp.FullWidth decode CONFIG WIDTHxHEIGHTxFRAMES [FOLDER]
// Weights are random, and written to FOLDER (a temporary one unless given) once.
if (args is ["step", var config, var shape, var type, var count, ..])
{
    WanStep.Run(config, Shape(shape), Enum.Parse<ElementType>(type, ignoreCase: true), int.Parse(count, CultureInfo.InvariantCulture), Folder(5));
    return 0;
}

if (args is ["decode", var vae, var size, ..])
{
    await WanDecode.RunAsync(vae, Shape(size), Folder(3));
    return 0;
}

Console.Error.WriteLine("usage: SoraSharp.FullWidth step CONFIG WIDTHxHEIGHTxFRAMES float32|bfloat16 EVALUATIONS [FOLDER]\n       SoraSharp.FullWidth decode CONFIG WIDTHxHEIGHTxFRAMES [FOLDER]");
return 2;

string Folder(int index) => args.Length > index ? args[index] : Path.Combine(Path.GetTempPath(), "sorasharp-full-width");

static VideoShape Shape(string text)
{
    int[] lengths = [.. text.Split('x').Select(part => int.Parse(part, CultureInfo.InvariantCulture))];
    return new(lengths[2], new(lengths[0], lengths[1]), 16);
}
