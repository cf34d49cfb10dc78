/** Style sheets are imported for the build, which gathers them in `lab.css`. */
declare module "*.css";
